import * as z from 'zod/mini';
import { duration } from '#domain/duration.ts';
import { person } from '#domain/person.ts';

/** How a company decides: see docs/architecture.md, "Policy". */
export const policy = z.object({
  /** The sender may not decide on an own request. */
  four_eyes: z._default(z.boolean(), true),
  /** How long approvers have; afterwards the request expires. */
  approval_window: z._default(duration, 'P14D'),
  /** When approvers who have not answered are to be reminded, counted from the sending. Checked and kept; no reminder is sent yet. */
  reminder_after: z._default(duration, 'P2D'),
});
export type Policy = z.infer<typeof policy>;

/** What is known about the way to the ERP: `unknown` until the first export, then what the last one met. */
export const connection = z.object({
  state: z.enum(['unknown', 'connected', 'failed']),
  last_seen_at: z.nullable(z.iso.datetime()),
});
export type Connection = z.infer<typeof connection>;

/** Lower-case words joined by hyphens: they become parts of secret and function names. */
export const slug = z.string().check(z.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens'));

/** A company's connection to its ERP. Secrets are not part of it: they stand in Secrets Manager under its ids. */
export const integration = z.object({
  company_id: z.int().check(z.positive()),
  id: slug,
  name: z.string().check(z.minLength(1), z.maxLength(100)),
  /** Id of the connector, which is the name of its folder in functions/erp. */
  erp: slug,
  /** Serves every project that no other integration claims. Exactly one per company. */
  is_default: z._default(z.boolean(), true),
  /** Read by the connector's own `settings` schema. */
  settings: z._default(z.record(z.string(), z.json()), {}),
  approvers: z.array(person).check(z.minLength(1)),
  policy: z.prefault(policy, {}),
});
export type Integration = z.infer<typeof integration>;

/** An integration together with what its exports found out. */
export interface KnownIntegration extends Integration {
  readonly connection: Connection;
}
