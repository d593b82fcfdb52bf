import * as z from 'zod';
import { duration } from '#domain/duration.ts';
import { person } from '#domain/person.ts';

/** How a company decides: see docs/architecture.md, "Policy". */
export const policy = z.object({
  /** The sender may not decide on an own request. */
  four_eyes: z.boolean().default(true),
  /** How long approvers have; afterwards the request expires. */
  approval_window: duration.default('P14D'),
  /** When approvers who have not answered are reminded, counted from the sending. */
  reminder_after: duration.default('P2D'),
});
export type Policy = z.infer<typeof policy>;

/** What is known about the way to the ERP: `unknown` until the first export, then what the last one met. */
export const connection = z.object({
  state: z.enum(['unknown', 'connected', 'failed']),
  last_seen_at: z.iso.datetime().nullable(),
});
export type Connection = z.infer<typeof connection>;

/** Lower-case words joined by hyphens: they become parts of secret and function names. */
export const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens');

/** A company's connection to its ERP. Secrets are not part of it: they stand in Secrets Manager under its ids. */
export const integration = z.object({
  company_id: z.int().positive(),
  id: slug,
  name: z.string().min(1).max(100),
  /** Id of the connector, which is the name of its folder in functions/erp. */
  erp: slug,
  /** Serves every project that no other integration claims. Exactly one per company. */
  is_default: z.boolean().default(true),
  /** Read by the connector's own `settings` schema. */
  settings: z.record(z.string(), z.json()).default({}),
  approvers: z.array(person).min(1),
  policy: policy.prefault({}),
});
export type Integration = z.infer<typeof integration>;

/** An integration together with what its exports found out. */
export interface KnownIntegration extends Integration {
  readonly connection: Connection;
}
