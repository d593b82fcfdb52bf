import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { snapshot } from '#domain/project.ts';
import { receipt } from '#domain/request.ts';

const fixture = z.strictObject({
  settings: z.record(z.string(), z.json()),
  job: z.object({
    ...snapshot.shape,
    external_id: z.string(),
    request_id: z.string(),
    job_id: z.string(),
    fields: z.record(z.string(), z.string()),
  }),
  document: z.record(z.string(), z.json()),
  /** The ERP's answer to the call that makes the job whole; files have none. */
  reply: z.json().optional(),
  receipt,
});

/** A job that an ERP takes, what it is written, what it answers, and the receipt: `fixtures/create-project.json` of a connector. */
export type Fixture = z.infer<typeof fixture>;

/** The fixture of a connector. @throws {z.core.$ZodError} */
export const fixtureOf = (id: string): Fixture => {
  const file = new URL(`../../functions/erp/${id}/fixtures/create-project.json`, import.meta.url);
  return fixture.parse(JSON.parse(readFileSync(file, 'utf8')));
};
