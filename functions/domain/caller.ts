import * as z from 'zod/mini';
import { person, type Person } from '#domain/person.ts';

/** The claims this service reads from a verified token: api.md, "Who calls". Flat claims that are missing deny. */
export const claims = z.object({
  // As long as the ledger takes them: a longer one is refused here, not when the record is read.
  sub: person.shape.id,
  email: person.shape.email,
  name: person.shape.name,
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
