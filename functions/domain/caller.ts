import * as z from 'zod';
import type { Person } from '#domain/person.ts';

/** The claims this service reads from a verified token: api.md, "Who calls". Flat claims that are missing deny. */
export const claims = z.object({
  sub: z.string().min(1),
  email: z.email(),
  name: z.string().min(1),
  company_id: z.coerce.number().int().positive(),
  tools: z.object({ erp_integrations: z.enum(['none', 'standard', 'admin']).default('none') }).prefault({}),
  privileges: z.array(z.string()).default([]),
  project_tools: z.record(z.string(), z.object({ admin: z.string().optional() })).default({}),
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
