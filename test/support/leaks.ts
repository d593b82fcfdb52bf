import { afterEach, expect } from 'vitest';
import { logger } from '#middleware/observability.ts';

/**
 * What may stand nowhere that people or logs can see: keys that sign links, task tokens, passwords of ERPs. The suites use
 * exactly these, so that a leak anywhere fails the test that caused it.
 */
export const MARKERS = {
  linkKey: 'a-key-of-the-test-suite-for-links-0123456789',
  otherLinkKey: 'another-key-of-the-test-suite-for-links-0123456789',
  /** Every task token of the service suite begins so. */
  taskToken: 'token-of-',
  erpPassword: 'erp-password-of-the-test-suite',
} as const;

const LINK = /\/approvals\/[\w-]+\.[\w-]+\.[\w-]+/g;

let seen: string[] = [];
let logged: string[] = [];

/** Remembers an answer or a mail that people see. Only a mail may hold a link. */
export const watch = <Seen extends object>(shown: Seen): Seen => {
  const text = JSON.stringify(shown);
  seen.push(text);
  if (!('subject' in shown)) expect(text).not.toMatch(LINK);
  return shown;
};

/** Lets the logger write into this file's memory instead of the console. */
const captureLogs = (): void => {
  const sink = Object.fromEntries(
    ['debug', 'info', 'log', 'warn', 'error', 'trace'].map((level) => [level, (line: string) => logged.push(line)]),
  );
  Object.defineProperty(logger, 'console', { value: sink, configurable: true });
  logger.setLogLevel('DEBUG');
};

/** Lines that the service wrote since the test began. */
export const logLines = (): readonly string[] => logged;

/** From now on every test of the file fails that shows or logs a marker; links may stand in mails, and nowhere in logs. */
export const failOnLeaks = (): void => {
  captureLogs();
  afterEach(() => {
    const [shown, lines] = [seen, logged];
    [seen, logged] = [[], []];
    for (const marker of Object.values(MARKERS)) {
      for (const text of [...shown, ...lines]) expect(text).not.toContain(marker);
    }
    for (const line of lines) expect(line).not.toMatch(LINK);
    for (const line of lines) expect(line).not.toMatch(/[\w.]+@example\.com/);
  });
};
