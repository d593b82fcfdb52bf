import { format } from 'node:util';
import { expect } from 'vitest';
import { DOUBLE_SECRET } from '#erp/double.ts';

/**
 * What may stand nowhere that people or logs can see: keys that sign links, task tokens, passwords of ERPs. The suites use
 * exactly these, so that a leak anywhere fails the test that caused it.
 */
export const MARKERS = {
  linkKey: 'a-key-of-the-test-suite-for-links-0123456789',
  otherLinkKey: 'another-key-of-the-test-suite-for-links-0123456789',
  /** Every task token begins so. */
  taskToken: 'token-of-',
  erpPassword: DOUBLE_SECRET,
} as const;

const LINK = /\/approvals\/[\w-]+\.[\w-]+\.[\w-]+/;
const ADDRESS = /[\w.-]+@example\.com/;

/** The markers, and other secrets, that stand in a text. */
export const secretsIn = (text: string, others: readonly string[] = []): string[] =>
  [...Object.values(MARKERS), ...others].filter((secret) => text.includes(secret));

/** What stands in a log and must not: secrets, links, addresses of people (T55). */
export const leaksInLog = (text: string, secrets: readonly string[] = []): string[] => [
  ...secretsIn(text, secrets),
  ...[LINK, ADDRESS].flatMap((pattern) => pattern.exec(text)?.[0] ?? []),
];

/** What people saw since the test began, each once. */
const seen = new Set<string>();

/** Remembers an answer or a mail that people see. Only a mail may hold a link. */
export const watch = <Seen extends object>(shown: Seen): Seen => {
  const text = JSON.stringify(shown);
  seen.add(text);
  if (!('subject' in shown) && LINK.test(text)) throw new Error(`A link is shown: ${text}`);
  return shown;
};

let written: string[] = [];

/** True for a line of the functions' log. */
export const isOfTheService = (text: string): boolean =>
  text.startsWith('{') && text.includes('"service":"send-to-erp"');

/** Lines that the service's log got since the test began. */
export const logLines = (): readonly string[] => written.filter(isOfTheService);

const INSTALLED = Symbol.for('send-to-erp: output is captured');

/** Remembers what this process writes from now on. The service's own log goes no further: it would bury what tests say. */
export const captureOutput = (): void => {
  if (Reflect.has(globalThis, INSTALLED)) return;
  Reflect.set(globalThis, INSTALLED, true);
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (...given: unknown[]) => boolean;
    stream.write = (chunk: Uint8Array | string, ...others: unknown[]): boolean => {
      const text = typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk);
      written.push(text);
      return isOfTheService(text) || write(chunk, ...others);
    };
  }
  for (const level of ['debug', 'info', 'log', 'warn', 'error', 'trace'] as const) {
    const say = console[level].bind(console);
    console[level] = (...said: unknown[]) => {
      written.push(format(...said));
      say(...said);
    };
  }
};

/** Fails when people or logs were given what they must not get since the test began. */
export const requireNoLeak = (): void => {
  const [shown, output] = [[...seen].join('\n'), written.join('\n')];
  seen.clear();
  written = [];
  expect(secretsIn(shown), 'shown to people').toEqual([]);
  expect(leaksInLog(output), 'written to a log').toEqual([]);
};
