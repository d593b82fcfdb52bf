import { parseArgs } from 'node:util';

/** What a person may say on the command line. */
export interface SoakOptions {
  readonly requests: number;
  /** Determines when the process is killed. */
  readonly seed: number;
  /** Seconds between the moment that the service takes requests and its end, on average. */
  readonly killEvery: number;
}

const numberOf = (name: string, text: string): number => {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new Error(`--${name} must be a whole number from 1 on, not "${text}".`);
};

/** @throws {Error} naming the option at fault. */
export const readOptions = (args: readonly string[]): SoakOptions => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      requests: { type: 'string', default: '10000' },
      seed: { type: 'string', default: String((Date.now() % 1_000_000) + 1) },
      'kill-every': { type: 'string', default: '5' },
    },
  });
  return {
    requests: numberOf('requests', values.requests),
    seed: numberOf('seed', values.seed),
    killEvery: numberOf('kill-every', values['kill-every']),
  };
};
