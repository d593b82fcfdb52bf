import type { Claims } from '#domain/caller.ts';

/** The people of api.md's local issuer, by user name: what their token claims. */
const people: Record<string, Partial<Claims>> = {
  'project-admin': { project_tools: { '*': { admin: 'admin' } } },
  approver: { tools: { erp_integrations: 'standard' }, privileges: ['can_push_to_accounting'] },
  'second-approver': { tools: { erp_integrations: 'standard' }, privileges: ['can_push_to_accounting'] },
  owner: {
    tools: { erp_integrations: 'admin' },
    privileges: ['can_push_to_accounting'],
    project_tools: { '*': { admin: 'admin' } },
  },
  viewer: { tools: { erp_integrations: 'standard' } },
  nobody: {},
};

export type UserName = 'project-admin' | 'approver' | 'second-approver' | 'owner' | 'viewer' | 'outsider' | 'nobody';

export const claimsOf = (user: UserName): Record<string, unknown> => ({
  sub: user,
  email: `${user}@example.com`,
  name: user.replaceAll('-', ' '),
  company_id: user === 'outsider' ? 2 : 1,
  ...people[user === 'outsider' ? 'owner' : user],
});

/** A token as the authoriser has verified it: the service reads its payload only. */
export const bearer = (claims: Record<string, unknown>): string =>
  `Bearer ${[{ alg: 'none' }, claims, 'signature'].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}`;
