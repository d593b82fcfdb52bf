import type { CallWatch } from '#local/access/access.ts';
import { startSchedules } from '#local/schedules.ts';
import type { Tap } from '#local/services/tap.ts';
import type { FunctionSpec } from '#local/template/functions.ts';
import { sleep, type Sleep } from '#local/workflow/sleep.ts';
import type { FunctionAnswer } from '#local/workflow/task.ts';

/** What stands around a running cloud, so that it can be measured without being changed. */
export interface Instruments {
  /** Is told each call to AWS that somebody is allowed to make, and each that is refused. */
  readonly watch: CallWatch;
  /** Sees what functions ask of AWS; null: they ask directly. */
  readonly tap: Tap | null;
  /** Sees each call of a function. `run` makes it, and must be called once. */
  readonly around: (spec: FunctionSpec, event: unknown, run: () => Promise<FunctionAnswer>) => Promise<FunctionAnswer>;
  /** The clock of the state machine's pauses and time-outs. */
  readonly sleep: Sleep;
  /** Starts the schedules of the template. */
  readonly startSchedules: typeof startSchedules;
}

/** None: as `npm start` runs. */
export const NO_INSTRUMENTS: Instruments = {
  watch: {},
  tap: null,
  around: (_spec, _event, run) => run(),
  sleep,
  startSchedules,
};
