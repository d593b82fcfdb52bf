import { sleep, type Sleep } from '#local/workflow/sleep.ts';

/** Pauses before a repeat are shorter than that; time-outs are as long or longer. Seconds. */
const SHORTEST_TIME_OUT = 60;

/** A clock of the state machine by which its first pauses last as long as `pause` does, told how many there were. Time-outs stay as they are. */
export const pausesIn = (pause: (nth: number) => Promise<void>): Sleep => {
  let pauses = 0;
  return async (seconds, signal) => {
    if (seconds >= SHORTEST_TIME_OUT) return sleep(seconds, signal);
    pauses += 1;
    return pause(pauses);
  };
};
