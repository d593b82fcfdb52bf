/** Nobody wonders before. */
const FIRST_MS = 3_000;
const THEN_MS = 5_000;

/** Something that is under way. */
interface Running<Result> {
  readonly name: string;
  readonly done: Promise<Result>;
}

/** Says on standard error what is still under way, when that takes long. @returns what to wait for, in the same order. */
export const watched = <Result>(
  all: readonly Running<Result>[],
  say: (line: string) => void = (line) => console.error(line),
): Promise<Result>[] => {
  const open = new Set(all.map(({ name }) => name));
  const tell = (): void =>
    say(`${all.length - open.size} of ${all.length} checks are done. Still looking: ${[...open].join(', ')}.`);
  let timer = setTimeout(function again() {
    tell();
    timer = setTimeout(again, THEN_MS);
  }, FIRST_MS);
  const settle = (name: string): void => {
    open.delete(name);
    if (open.size === 0) clearTimeout(timer);
  };
  return all.map(({ name, done }) => done.finally(() => settle(name)));
};
