import * as z from 'zod/mini';
import type { Person } from '#domain/person.ts';

/** The claims this service reads from a verified token: api.md, "Who calls". Flat claims that are missing deny. */
export const claims = z.object({
  sub: z.string().check(z.minLength(1)),
  email: z.email(),
  name: z.string().check(z.minLength(1)),
  company_id: z.coerce.number().check(z.int(), z.positive()),
  tools: z.prefault(z.object({ erp_integrations: z._default(z.enum(['none', 'standard', 'admin']), 'none') }), {}),
  privileges: z._default(z.array(z.string()), []),
  project_tools: z._default(z.record(z.string(), z.object({ admin: z.optional(z.string()) })), {}),
});
export type Claims = z.infer<typeof claims>;

/** Whoever calls the API, with the rights the token gives. */
export interface Caller {
  readonly person: Person;
  readonly companyId: number;
  readonly rights: Pick<Claims, 'tools' | 'privileges' | 'project_tools'>;
}

export const callerOf = ({ sub, email, name, company_id, ...rights }: Claims): Caller => ({
  person: { id: sub, name, email },
  companyId: company_id,
  rights,
});
