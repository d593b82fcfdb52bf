/**
 * Works on what a source yields, several at once, each taken when somebody is free for it: little is in memory, and the order
 * of the source is the order of beginning. Begins nothing new once `goOn` says no.
 * @returns whether the source had nothing left.
 * @throws what the source throws, after whatever had begun is done.
 */
export const workThrough = async <T>(
  source: AsyncIterable<T>,
  atOnce: number,
  goOn: () => boolean,
  work: (item: T) => Promise<void>,
): Promise<boolean> => {
  const items = source[Symbol.asyncIterator]();
  const workUntilEnd = async (): Promise<boolean> => {
    while (goOn()) {
      const next = await items.next();
      if (next.done === true) return true;
      await work(next.value);
    }
    return false;
  };
  const outcomes = await Promise.allSettled(Array.from({ length: atOnce }, workUntilEnd));
  const broken = outcomes.find(({ status }) => status === 'rejected');
  if (broken?.status === 'rejected') throw broken.reason;
  const nothingLeft = outcomes.some((outcome) => outcome.status === 'fulfilled' && outcome.value);
  if (!nothingLeft) await items.return?.();
  return nothingLeft;
};
