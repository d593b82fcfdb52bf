import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import * as z from 'zod';
import { logLines } from '#test/support/leaks.ts';

const document = readFileSync(new URL('../../docs/logs.md', import.meta.url), 'utf8');

/** Cells of the rows of the table under a heading of docs/logs.md. */
const rowsUnder = (heading: string): string[][] => {
  const [section = ''] = document.split(`\n## ${heading}\n`)[1]?.split('\n## ') ?? [];
  const rows = section.split('\n').filter((line) => line.startsWith('| '));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
};

const codesIn = (text = ''): string[] => [...text.matchAll(/`([\w.]+)`/g)].map(([, code = '']) => code);

/** Names of all metrics that the page lists. */
export const documentedMetrics = (): string[] =>
  rowsUnder('Metrics').flatMap(([names]) => codesIn(names).filter((name) => !name.endsWith('...')));

/** Every field that a line may have at its top. */
export const documentedFields = (): Set<string> =>
  new Set([...rowsUnder('Fields').flatMap(([names]) => codesIn(names)), ...documentedMetrics()]);

const IDS: Readonly<Record<string, readonly string[]>> = {
  call: [],
  company: ['company_id'],
  integration: ['company_id', 'integration_id'],
  project: ['company_id', 'project_id'],
  request: ['company_id', 'project_id', 'request_id'],
};

/** The messages that the page lists: at which level, with which ids. */
export const documentedMessages = (): Map<string, { level: string; ids: readonly string[] }> =>
  new Map(
    rowsUnder('Messages').map(([message = '', level = '', about = '']) => [
      codesIn(message)[0] ?? '',
      { level, ids: IDS[about] ?? [] },
    ]),
  );

const emf = z.object({
  Timestamp: z.int().positive(),
  CloudWatchMetrics: z.tuple([
    z.object({
      Namespace: z.string().regex(/^SendToErp\/./),
      Dimensions: z.tuple([z.array(z.string())]),
      Metrics: z
        .array(z.strictObject({ Name: z.string(), Unit: z.enum(['Count', 'Seconds', 'Milliseconds', 'None']) }))
        .min(1),
    }),
  ]),
});

const line = z.looseObject({
  level: z.enum(['INFO', 'WARN', 'ERROR']),
  message: z.string().regex(/^[a-z]+(_[a-z]+)*$/),
  timestamp: z.iso.datetime(),
  service: z.literal('send-to-erp'),
  function_request_id: z.string().min(1),
  _aws: emf.optional(),
});
export type LogLine = z.infer<typeof line>;

const FIELDS = documentedFields();
const MESSAGES = documentedMessages();

/** What is wrong with a line; empty when it is as docs/logs.md says. */
const faultsOf = (read: LogLine): string[] => {
  const known = MESSAGES.get(read.message);
  if (known === undefined) return ['its message is not listed'];
  const { Dimensions, Metrics } = read._aws?.CloudWatchMetrics[0] ?? { Dimensions: [[]], Metrics: [] };
  return [
    ...(known.level === read.level ? [] : [`its level is not ${known.level}`]),
    ...known.ids.filter((id) => read[id] === undefined).map((id) => `${id} is missing`),
    ...Object.keys(read)
      .filter((field) => !FIELDS.has(field))
      .map((field) => `${field} is not listed`),
    // CloudWatch drops a metric whose dimension is no text, or whose value is no number.
    ...Dimensions[0].filter((name) => typeof read[name] !== 'string').map((name) => `${name} is no dimension`),
    ...Metrics.filter(({ Name }) => typeof read[Name] !== 'number').map(({ Name }) => `${Name} is no number`),
  ];
};

/** A line that was written, read back. @throws when it is no JSON object of the form that all lines have. */
export const readLine = (written: string): LogLine => line.parse(JSON.parse(written));

/** Fails when the service's log got a line that is not as docs/logs.md says. */
export const requireFitLines = (lines: readonly string[] = logLines()): void => {
  for (const written of lines) expect(faultsOf(readLine(written)), written).toEqual([]);
};
