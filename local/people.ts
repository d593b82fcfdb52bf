import type { Claims } from '#domain/caller.ts';
import type { Person } from '#domain/person.ts';

/** The token's audience: whom the API takes tokens for. */
export const AUDIENCE = 'send-to-erp-local';

/** The client that approvers sign in through. */
export const CLIENT_ID = 'send-to-erp-local-approvals';

interface Inhabitant {
  readonly name: string;
  /** What the demo page says of them. */
  readonly may: string;
  readonly companyId: number;
  readonly rights: Omit<Claims, 'sub' | 'email' | 'name' | 'company_id'>;
}

const nobody = { tools: { erp_integrations: 'none' }, privileges: [], project_tools: {} } as const;
const onAllProjects = { '*': { admin: 'admin' } };
const approving = { tools: { erp_integrations: 'standard' }, privileges: ['can_push_to_accounting'] } as const;

const rights = {
  sends: { ...nobody, project_tools: onAllProjects },
  decides: { ...nobody, ...approving },
  both: { ...nobody, ...approving, project_tools: onAllProjects },
  looks: { ...nobody, tools: { erp_integrations: 'standard' } },
} as const;

const inhabitant = (name: string, may: string, kind: keyof typeof rights, companyId = 1): Inhabitant => {
  const { privileges, ...rest } = rights[kind];
  return { name, may, companyId, rights: { ...rest, privileges: [...privileges] } };
};

/** Who lives on this machine, by user name, which is also the token's `sub`. */
export const people: Readonly<Record<string, Inhabitant>> = {
  'project-admin': inhabitant('Paula Project-Admin', 'sends any project', 'sends'),
  approver: inhabitant('Aaron Approver', 'decides', 'decides'),
  'second-approver': inhabitant('Sofia Second-Approver', 'decides', 'decides'),
  owner: inhabitant('Olivia Owner', 'sends and decides, but never both for one request', 'both'),
  viewer: inhabitant('Victor Viewer', 'looks at requests', 'looks'),
  outsider: inhabitant('Otto Outsider', 'is the owner of another company', 'both', 2),
};

const personOf = (username: string, { name }: Inhabitant): Person => ({
  id: username,
  name,
  email: `${username}@example.com`,
});

/** The claims of a user's token; null when nobody is called that. */
export const claimsOf = (username: string): Claims | null => {
  const known = Object.hasOwn(people, username) ? people[username] : undefined;
  if (known === undefined) return null;
  const { id: sub, name, email } = personOf(username, known);
  return { sub, name, email, company_id: known.companyId, ...known.rights };
};

/** Who decides in a company. */
export const approversOf = (companyId: number): Person[] =>
  Object.entries(people)
    .filter(
      ([
        ,
        {
          companyId: own,
          rights: { privileges },
        },
      ]) => own === companyId && privileges.length > 0,
    )
    .map(([username, known]) => personOf(username, known));
