import { appendFileSync, closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import type * as z from 'zod';
import { parseJson } from '#local/json.ts';

/** By its last byte alone: after some ten thousand lines the file is longer than a text may be. */
const endsWithLine = (file: string): boolean => {
  const opened = openSync(file, 'r');
  try {
    const { size } = fstatSync(opened);
    const last = Buffer.alloc(1);
    return size === 0 || (readSync(opened, last, 0, 1, size - 1) === 1 && last.toString() === '\n');
  } finally {
    closeSync(opened);
  }
};

/** Values in the order in which they came: one JSON text per line of a file that only its owner may read. */
export class LineFile<Value> {
  readonly #file: string;
  readonly #schema: z.ZodType<Value>;

  constructor(file: string, schema: z.ZodType<Value>) {
    this.#file = file;
    this.#schema = schema;
    // A process killed while it wrote leaves half a line: the next value must not be glued to it.
    if (existsSync(file) && !endsWithLine(file)) appendFileSync(file, '\n');
  }

  add(value: Value): void {
    appendFileSync(this.#file, `${JSON.stringify(value)}\n`, { mode: 0o600 });
  }

  /** Newest first. */
  all(): Value[] {
    if (!existsSync(this.#file)) return [];
    const lines = readFileSync(this.#file, 'utf8').split('\n');
    return lines.flatMap((line) => this.#schema.safeParse(parseJson(line)).data ?? []).reverse();
  }
}
