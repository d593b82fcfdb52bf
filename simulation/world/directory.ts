import { NEW_CONNECTION } from '#domain/connection.ts';
import type { Caller } from '#domain/caller.ts';
import type { Job } from '#domain/erp.ts';
import type { KnownIntegration } from '#domain/integration.ts';
import { integration as integrationSchema } from '#domain/integration.ts';
import type { Person } from '#domain/person.ts';
import type { ConnectorUnderTest } from '#simulation/erp/connector.ts';
import type { ErpDouble } from '#erp/double.ts';
import { Random } from '#simulation/engine/random.ts';

/** Everybody in a company. Cat holds two roles: she sends projects and is an approver. Dora stands in for Bob. */
export const ROLES = ['ann', 'bob', 'cat', 'dora', 'sam', 'ada'] as const;
export type Role = (typeof ROLES)[number];

export const SENDERS: readonly Role[] = ['sam', 'sam', 'cat'];
export const DECIDERS: readonly Role[] = ['ann', 'ann', 'bob', 'cat', 'dora'];
const LISTED: readonly Role[] = ['ann', 'bob', 'cat'];

/** A company's name stands in everything that is its own, and nowhere else. */
const COMPANIES = [
  { id: 1, marker: 'alder', erp: 'tryton', settings: { url: 'https://tryton.alder.example.com/books/' } },
  { id: 2, marker: 'birch', erp: 'import-file', settings: {} },
] as const;

/** How long a container believes what it has read of the integrations, in milliseconds: functions/aws/integrations.ts. */
export const BELIEVED_MS = 60_000;

export interface Company {
  readonly id: number;
  readonly marker: string;
  readonly erp: string;
  /** What its ERP wants beside the usual. */
  readonly own: Pick<Job, 'project' | 'cost_codes' | 'fields'> | null;
  readonly projectIds: readonly number[];
  readonly people: Readonly<Record<Role, Person>>;
  /** The integration as it was from each moment on, the latest last. Who stands on it holds the privilege as well. */
  readonly versions: { readonly from: number; readonly integration: KnownIntegration }[];
}

const personOf = (role: Role, marker: string): Person => ({
  id: `${marker}-${role}`,
  name: `${role} of ${marker}`,
  email: `${role}@${marker}.example.com`,
});

const peopleOf = (marker: string): Record<Role, Person> => ({
  ann: personOf('ann', marker),
  bob: personOf('bob', marker),
  cat: personOf('cat', marker),
  dora: personOf('dora', marker),
  sam: personOf('sam', marker),
  ada: personOf('ada', marker),
});

const POLICIES = {
  accepts_needed: ['any', 'any', 'all', 2],
  approvers: ['privilege', 'list'],
  approval_window: ['PT2H', 'PT12H', 'P1D', 'P2D'],
  reminder_after: [[], ['PT30M'], ['PT3H', 'PT8H']],
} as const;

const policyOf = (random: Random, marker: string, people: Record<Role, Person>) => ({
  four_eyes: random.chance(0.85),
  accepts_needed: random.pick(POLICIES.accepts_needed),
  approvers: random.pick(POLICIES.approvers),
  approval_window: random.pick(POLICIES.approval_window),
  reminder_after: [...random.pick(POLICIES.reminder_after)],
  escalation: random.chance(0.3) ? { to: `boss@${marker}.example.com`, after: 'PT1H' } : null,
  delegates: random.chance(0.5)
    ? [{ approver: people.bob.id, delegate: people.dora, from: '2026-01-01', to: '2026-11-24' }]
    : [],
});

/** The ERP of the first company in runs that are about a connector. */
export type TestedErp = Pick<ConnectorUnderTest, 'connector' | 'job'> & Pick<ErpDouble, 'settings'>;

/** Two companies with different ERPs and policies, whose rows must never meet: their projects have the same ids. */
export const companiesOf = (seed: number, start: number, tested: TestedErp | null): Company[] =>
  COMPANIES.map(({ id, marker, ...usual }) => {
    const own = id === 1 ? tested : null;
    const { erp, settings } = own === null ? usual : { erp: own.connector.id, settings: own.settings };
    const random = new Random(seed, marker);
    const people = peopleOf(marker);
    const configured = integrationSchema.parse({
      company_id: id,
      id: `${marker}-main`,
      name: `ERP of ${marker}`,
      erp,
      settings,
      approvers: LISTED.map((role) => people[role]),
      policy: policyOf(random, marker, people),
    });
    const projectIds = Array.from({ length: random.between(1, 2) }, (_, index) => 1_001 + index);
    return {
      id,
      marker,
      erp,
      own: own?.job ?? null,
      people,
      projectIds,
      versions: [{ from: start, integration: { ...configured, connection: NEW_CONNECTION, kept_by: 'stage_file' } }],
    };
  });

/** The integrations that somebody may have gone by who looked between two moments. */
export const versionsBetween = ({ versions }: Company, from: number, to: number): KnownIntegration[] =>
  versions
    .filter((version, index) => version.from <= to && (versions[index + 1]?.from ?? Infinity) > from)
    .map(({ integration }) => integration);

/** The integration at a moment. */
export const integrationAt = ({ versions }: Company, at: number): KnownIntegration => {
  const found = versions.findLast(({ from }) => from <= at) ?? versions[0];
  if (found === undefined) throw new Error('A company has an integration from the start.');
  return found.integration;
};

/** True for whoever is listed, or stands in on that day for somebody who is. */
export const isApprover = ({ approvers, policy }: KnownIntegration, personId: string, at: number): boolean => {
  const isListed = (wanted: string): boolean => approvers.some(({ id }) => id === wanted);
  const today = new Date(at).toISOString().slice(0, 10);
  const standsIn = policy.delegates.some(
    ({ delegate, approver, from, to }) =>
      delegate.id === personId && isListed(approver) && from <= today && today <= to,
  );
  return isListed(personId) || standsIn;
};

/** Takes an approver off the list, and the privilege with it, or gives both back. */
export const setApprover = (company: Company, role: Role, isListed: boolean, at: number): void => {
  const { integration } = company.versions.at(-1) ?? { integration: integrationAt(company, at) };
  const person = company.people[role];
  const others = integration.approvers.filter(({ id }) => id !== person.id);
  const approvers = isListed ? [...others, person] : others;
  if (approvers.length > 0) company.versions.push({ from: at, integration: { ...integration, approvers } });
};

/** A caller with the token that a person gets at a moment. */
export const callerAt = (company: Company, role: Role, at: number): Caller => {
  const person = company.people[role];
  const mayDecide = isApprover(integrationAt(company, at), person.id, at);
  return {
    person,
    companyId: company.id,
    rights: {
      tools: { erp_integrations: role === 'ada' ? 'admin' : 'standard' },
      privileges: mayDecide ? ['can_push_to_accounting'] : [],
      project_tools: SENDERS.includes(role) ? { '*': { admin: 'admin' } } : {},
    },
  };
};
