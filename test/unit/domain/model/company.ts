import type { Integration } from '#domain/integration.ts';
import type { Person } from '#domain/person.ts';
import { anApprover, anIntegration, aPerson, aPolicy } from '#test/support/records.ts';

const DAY = 24 * 60 * 60;

/** How long approvers have, in seconds; when they are reminded before, and when somebody else is told. */
export const WINDOW = 14 * DAY;
export const REMINDERS = [2 * DAY, 5 * DAY] as const;
export const ESCALATION = 7 * DAY;
export const ESCALATED_TO = 'boss@example.com';

/** Everybody who may try to decide. `aliasOf…` is a second account of the same person: another id, but the same mailbox. */
export const people = {
  sender: aPerson(),
  aliasOfSender: aPerson({ id: 'paula-2', email: 'Paula@Example.com' }),
  approver: anApprover(),
  aliasOfApprover: anApprover({ id: 'aaron-2', email: 'AARON@example.com' }),
  second: aPerson({ id: 'second', name: 'Berta Second', email: 'berta@example.com' }),
  /** Stands in for `second`, who is away. */
  deputy: aPerson({ id: 'deputy', name: 'Dora Deputy', email: 'dora@example.com' }),
  /** Holds the privilege, but nobody asks them. */
  colleague: aPerson({ id: 'colleague', name: 'Carl Colleague', email: 'carl@example.com' }),
} as const satisfies Record<string, Person>;
export type Who = keyof typeof people;

/** The one behind an account. */
export const personBehind = (who: Who): Who => {
  if (who === 'aliasOfSender') return 'sender';
  return who === 'aliasOfApprover' ? 'approver' : who;
};

/** Who is behind an account in the ledger; undefined for nobody known. */
export const whoIs = (id: string): Who | undefined => {
  const found = Object.entries(people).find(([, person]) => person.id === id)?.[0];
  return found !== undefined && found in people ? (found as Who) : undefined;
};

/** How many must accept: one, two different people, or everybody who is asked. */
export const companies = ['any', 'two', 'all'] as const;
export type CompanyKind = (typeof companies)[number];

const LONG = { from: '2026-01-01', to: '2099-12-31' };

const integrationWith = (accepts_needed: 'any' | 'all' | 2): Integration =>
  anIntegration({
    approvers: [people.approver, people.second, people.sender],
    policy: aPolicy({
      accepts_needed,
      reminder_after: ['P5D', 'P2D'],
      escalation: { to: ESCALATED_TO, after: 'P7D' },
      delegates: [
        { approver: 'second', delegate: people.deputy, ...LONG },
        // Neither of these may ever count: both would let the sender decide, the second one by another hand.
        { approver: 'approver', delegate: people.sender, ...LONG },
        { approver: 'sender', delegate: people.colleague, ...LONG },
      ],
    }),
  });

export const integrations: Readonly<Record<CompanyKind, Integration>> = {
  any: integrationWith('any'),
  two: integrationWith(2),
  all: integrationWith('all'),
};

/** Those who are asked: the sender is not, `second` is away. */
export const ASKED = ['approver', 'deputy'] as const satisfies readonly Who[];

/** Those whose link leads anywhere. */
const LISTED: ReadonlySet<Who> = new Set(['approver', 'second', 'deputy', 'sender']);

/** product.md, rule 4, and who may come in through which door. */
export const mayDecide = (who: Who, door: 'link' | 'api'): boolean =>
  personBehind(who) !== 'sender' && (door === 'api' || LISTED.has(who));

/** Those of the asked for whom nobody has accepted: the approver neither, where a deputy is asked. */
export const silent = (accepted: readonly Who[]): Who[] => {
  const answered = new Set(accepted.map((who) => (who === 'second' ? 'deputy' : personBehind(who))));
  return ASKED.filter((who) => !answered.has(who));
};

/** The export may begin. */
export const isEnough = (company: CompanyKind, accepted: readonly Who[]): boolean => {
  switch (company) {
    case 'any':
      return accepted.length > 0;
    case 'two':
      return new Set(accepted.map(personBehind)).size >= 2;
    case 'all':
      return silent(accepted).length === 0;
  }
};
