import * as z from 'zod/mini';
import type { Connection } from '#domain/connection.ts';
import { person } from '#domain/person.ts';
import { policy } from '#domain/policy.ts';
import { servingRule } from '#domain/serving.ts';

/** Lower-case words joined by hyphens: they become parts of secret and function names. */
export const slug = z.string().check(z.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens'));

/** A company's connection to its ERP. Secrets are not part of it: they stand in Secrets Manager under its ids. */
export const integration = z.object({
  company_id: z.int().check(z.positive()),
  /** With the company's id it names groups of the mail queue, in at most 128 characters. */
  id: slug.check(z.maxLength(64)),
  name: z.string().check(z.minLength(1), z.maxLength(100)),
  /** Id of the connector, which is the name of its folder in functions/erp. */
  erp: slug,
  /** Serves every project that no other integration claims. Exactly one per company. */
  is_default: z._default(z.boolean(), true),
  /** Projects that it claims: docs/operations.md, "Which integration serves a project". */
  serves: z._default(z.array(servingRule).check(z.maxLength(20)), []),
  /** Read by the connector's own `settings` schema. */
  settings: z._default(z.record(z.string(), z.json()), {}),
  /** Those who are asked by mail. */
  approvers: z.array(person).check(z.minLength(1)),
  policy: z.prefault(policy, {}),
});
export type Integration = z.infer<typeof integration>;

/** Who says what a company's integrations are: the stage file at each deployment, or operators by their command. */
export const keeper = z.enum(['stage_file', 'operators']);
export type Keeper = z.infer<typeof keeper>;

/** An integration together with what its exports found out. */
export interface KnownIntegration extends Integration {
  readonly connection: Connection;
  readonly kept_by: Keeper;
}

/** What is configured of it. */
export const configuredOf = ({ connection: _, kept_by: __, ...configured }: KnownIntegration): Integration =>
  configured;
