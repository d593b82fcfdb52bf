import { shrink } from '#simulation/shrink.ts';
import { simulate, type Options, type Outcome } from '#simulation/simulate.ts';

/** More lines than a person reads at once are cut at the front: the end is where it broke. */
const MOST_LINES = 150;

const clockOf = (milliseconds: number): string => {
  const seconds = Math.floor(milliseconds / 1_000);
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const clock = parts.map((part) => String(part).padStart(2, '0')).join(':');
  return `${clock}.${String(milliseconds % 1_000).padStart(3, '0')}`;
};

/** Which run. */
type Run = Pick<Options, 'seed' | 'erp'>;

/** Everything that happens in a run, a line each. */
const traceOf = async (run: Run, muted: ReadonlySet<string>): Promise<{ lines: string[]; outcome: Outcome }> => {
  const lines: string[] = [];
  const trace = (at: number, who: string, what: string): void => void lines.push(`${clockOf(at)}  ${who}: ${what}`);
  const outcome = await simulate({ ...run, muted, trace });
  return { lines, outcome };
};

const shortened = (lines: readonly string[]): string[] =>
  lines.length <= MOST_LINES ? [...lines] : [`... ${lines.length - MOST_LINES} lines`, ...lines.slice(-MOST_LINES)];

/** What broke in a run, with a trace as short as it can be made, and how to see it again. */
export const reportOf = async (run: Run, failed: Outcome): Promise<string[]> => {
  const { seed, erp } = run;
  const { violation } = failed;
  if (violation === null) return [`Seed ${seed}: every invariant holds.`];
  const muted = await shrink(run, failed);
  const { lines, outcome } = await traceOf(run, muted);
  const faults = outcome.faults.map(({ id }) => `  ${id}`);
  return [
    `Seed ${seed} breaks ${violation.invariant}: ${violation.message}`,
    '',
    faults.length === 0 ? 'It needs no fault.' : 'It needs these faults:',
    ...faults,
    '',
    ...shortened(lines),
    '',
    `Replay: npm run simulate -- --seed ${seed}${erp === undefined ? '' : ` --erp ${erp}`}`,
  ];
};

/** One seed, seen from beginning to end. */
export const replay = async (run: Run): Promise<{ readonly lines: string[]; readonly isBroken: boolean }> => {
  const { lines, outcome } = await traceOf(run, new Set());
  const isBroken = outcome.violation !== null;
  return { lines: isBroken ? await reportOf(run, outcome) : [...lines, ...(await reportOf(run, outcome))], isBroken };
};
