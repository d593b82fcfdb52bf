import { sleep, type Sleep } from '#local/workflow/sleep.ts';

/** Pauses before a repeat are shorter than a minute; the approver's time is counted in days; between them are functions' time-outs. Seconds. */
const MINUTE = 60;
const DAY = 86_400;

/** A clock of the state machine on which hours pass when somebody says so. */
export interface ServiceClock {
  readonly sleep: Sleep;
  /** Ends the time of all approvers who are waited for. */
  readonly endWindows: () => void;
}

/** Pauses last as long as `pause` does, told how many there were. */
export const serviceClock = (pause: (nth: number) => Promise<void>): ServiceClock => {
  let pauses = 0;
  const windows = Promise.withResolvers<undefined>();
  return {
    sleep: async (seconds, signal) => {
      if (seconds < MINUTE) return pause((pauses += 1));
      const slept = sleep(seconds, signal);
      return seconds < DAY ? slept : Promise.race([windows.promise, slept]);
    },
    endWindows: () => windows.resolve(undefined),
  };
};
