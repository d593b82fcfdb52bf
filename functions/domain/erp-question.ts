import * as z from 'zod/mini';
import { option } from '#domain/capability.ts';
import { receipt } from '#domain/request.ts';

const text = z.string();
const asker = { company_id: z.int(), integration_id: text };

/** What the function of an ERP can be asked about one integration. Every question only reads. */
export const erpQuestion = z.discriminatedUnion('ask', [
  z.object({ ...asker, ask: z.literal('job'), job_id: text }),
  z.object({ ...asker, ask: z.literal('options'), key: text, typed: text }),
  z.object({ ...asker, ask: z.literal('connection') }),
]);
export type ErpQuestion = z.infer<typeof erpQuestion>;

/** How an ERP did not do what it was asked to. */
export const erpErrorKind = z.enum(['temporary', 'refused', 'unauthorized', 'unknown_outcome']);

/** What it answers: one member for each question, and one for whatever kept the ERP from answering. */
export const erpReply = z.discriminatedUnion('answer', [
  z.object({
    answer: z.literal('job'),
    found: z.nullable(z.object({ receipt, name: text, is_job: z.boolean(), external_id: z.nullable(text) })),
  }),
  z.object({ answer: z.literal('options'), options: z.array(option) }),
  z.object({ answer: z.literal('connection') }),
  z.object({ answer: z.literal('failed'), kind: erpErrorKind, message: text }),
]);
export type ErpReply = z.infer<typeof erpReply>;
