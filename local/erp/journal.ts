import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { happening, type Happening } from '#local/erp/happening.ts';

/** What happened so far, in its order, one line each. */
export interface Journal {
  readonly past: readonly Happening[];
  add(next: Happening): void;
}

/** For an ERP that lives no longer than its process. */
export const noJournal: Journal = { past: [], add: () => undefined };

const readLine = (line: string): Happening[] => {
  try {
    return [happening.parse(JSON.parse(line))];
  } catch {
    return [];
  }
};

/**
 * Keeps what happens in `file`, readable by its owner only: calls carry credentials. A process killed while it wrote leaves
 * half a line, of a call that was not answered.
 */
export const journalIn = (file: string): Journal => {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const isBrokenOff = (lines.at(-1) ?? '') !== '';
  if (isBrokenOff) appendFileSync(file, '\n');
  return {
    past: lines.flatMap(readLine),
    add: (next) => appendFileSync(file, `${JSON.stringify(next)}\n`, { mode: 0o600 }),
  };
};
