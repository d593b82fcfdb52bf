import { describe, expect, it } from 'vitest';
import { policyFaults } from '#domain/policy-faults.ts';
import { anApprover, anIntegration, aPerson, aPolicy } from '#test/support/records.ts';

const second = aPerson({ id: 'second', email: 'second@example.com' });
const deputy = aPerson({ id: 'deputy', email: 'deputy@example.com' });

type Given = NonNullable<Parameters<typeof aPolicy>[0]>;
type Delegation = NonNullable<Given['delegates']>[number];

/** Where there is a fault, by dotted path. */
const faults = (policy: Given): string[] =>
  policyFaults(anIntegration({ approvers: [anApprover(), second], policy: aPolicy(policy) })).map(({ path }) =>
    path.join('.'),
  );

/** The same person's second account. */
const otherAccount = aPerson({ id: 'second-2', email: 'Second@Example.com' });

const messages = (policy: Given): string[] =>
  policyFaults(anIntegration({ approvers: [anApprover(), second], policy: aPolicy(policy) })).map(
    ({ message }) => message,
  );

const away = (approver: string, delegate = deputy, from = '2026-11-01', to = '2026-11-30'): Delegation => ({
  approver,
  delegate,
  from,
  to,
});

const berlin = { time_zone: 'Europe/Berlin' };

describe('a policy without fault', () => {
  it.each<[string, Given]>([
    ['the defaults', {}],
    ['as many accepts as there are approvers', { accepts_needed: 2 }],
    ['all', { accepts_needed: 'all' }],
    [
      'reminders and an escalation before the end',
      { reminder_after: ['P13D', 'PT335H59M'], escalation: { to: 'a@example.com', after: 'P13D' } },
    ],
    ['no reminder in a short window', { approval_window: 'PT1H', reminder_after: [] }],
    ['a window that ends before the usual reminder, and no other', { approval_window: 'P1D' }],
    ['such a window in working hours', { calendar: berlin, approval_window: 'PT4H' }],
    ['hours within a day', { calendar: berlin, approval_window: 'PT8H', reminder_after: 'PT4H' }],
    ['the longest window', { approval_window: 'P365D' }],
    ['working days', { calendar: berlin, approval_window: 'P10D', reminder_after: ['P2D', 'P9D'] }],
    ['two who are away at once, with one delegate', { delegates: [away('approver'), away('second')] }],
    [
      'approvers who stand in for each other in turn',
      {
        delegates: [
          away('approver', second, '2026-11-01', '2026-11-10'),
          away('second', anApprover(), '2026-11-11', '2026-11-20'),
        ],
      },
    ],
    ['one day', { delegates: [away('approver', deputy, '2026-11-23', '2026-11-23')] }],
    ['every known placeholder', { job_id_pattern: '{project_number}{project_id}{year}{yy}' }],
  ])('has %s', (_, policy) => {
    expect(faults(policy)).toEqual([]);
  });
});

describe('a policy that contradicts itself', () => {
  it.each<[string, Given, string[]]>([
    ['more accepts than approvers', { accepts_needed: 3 }, ['accepts_needed']],
    ['a reminder at the end', { approval_window: 'P2D', reminder_after: 'P2D' }, ['reminder_after.0']],
    ['the second of three reminders too late', { reminder_after: ['P1D', 'P20D', 'P2D'] }, ['reminder_after.1']],
    ['an escalation at the end', { escalation: { to: 'a@example.com', after: 'P14D' } }, ['escalation.after']],
    [
      'a reminder that is late in working days only',
      { calendar: berlin, approval_window: 'PT240H', reminder_after: 'P9D' },
      ['reminder_after.0'],
    ],
    [
      'a reminder that is in time from Monday, and late from Thursday',
      { calendar: berlin, approval_window: 'PT72H', reminder_after: 'P2D' },
      ['reminder_after.0'],
    ],
    [
      'an escalation that is late over a weekend only',
      { calendar: berlin, approval_window: 'PT25H', escalation: { to: 'a@example.com', after: 'P1D' } },
      ['escalation.after'],
    ],
    [
      'a window of hours that ends within a year unless a weekend stands there',
      { calendar: berlin, approval_window: 'PT8736H', reminder_after: [] },
      ['approval_window'],
    ],
    ['a window of 365 working days', { calendar: berlin, approval_window: 'P365D' }, ['approval_window']],
    ['somebody away who is no approver', { delegates: [away('deputy', second)] }, ['delegates.0.approver']],
    [
      'an end before the beginning',
      { delegates: [away('approver', deputy, '2026-11-24', '2026-11-23')] },
      ['delegates.0.to'],
    ],
    ['an unknown placeholder', { job_id_pattern: '{project_name}-{year}' }, ['job_id_pattern']],
    [
      'a name that objects have by themselves',
      { job_id_pattern: '{constructor}{__proto__}' },
      ['job_id_pattern', 'job_id_pattern'],
    ],
  ])('is told of %s', (_, policy, where) => {
    expect(faults(policy)).toEqual(where);
  });

  it('is told of more accepts than there are people, whatever accounts they have', () => {
    const approvers = [anApprover(), second, otherAccount];
    expect(policyFaults(anIntegration({ approvers, policy: aPolicy({ accepts_needed: 3 }) }))).toEqual([
      { path: ['accepts_needed'], message: 'must be at most the number of approvers (2)' },
    ]);
  });

  it('is told of an approver who would be the own delegate, by whatever account', () => {
    for (const delegate of [second, otherAccount]) {
      expect(messages({ delegates: [away('second', delegate)] })).toContain('must be somebody else');
    }
  });

  it('is told why', () => {
    expect(messages({ accepts_needed: 3 })).toEqual(['must be at most the number of approvers (2)']);
    const late = { approval_window: 'P1D', reminder_after: 'P2D' };
    expect(messages(late)).toEqual(['must end before approval_window (P1D) does']);
    expect(messages({ ...late, calendar: berlin })).toEqual([
      'must end before approval_window (P1D) does, whatever working day a project is sent on',
    ]);
    expect(messages({ job_id_pattern: '{x}' })).toEqual(['has the unknown placeholder {x}']);
  });

  it('is told of everything at once', () => {
    const all = { accepts_needed: 9, reminder_after: 'P14D', delegates: [away('nobody')], job_id_pattern: '{x}' };
    expect(faults(all)).toEqual(['reminder_after.0', 'delegates.0.approver', 'accepts_needed', 'job_id_pattern']);
  });
});

describe('T48: delegations that chain', () => {
  it('are told: the delegate of a delegate, on one common day too', () => {
    expect(faults({ delegates: [away('approver', second), away('second', deputy)] })).toEqual(['delegates.0.delegate']);
    const meeting = [
      away('approver', second, '2026-11-01', '2026-11-10'),
      away('second', deputy, '2026-11-10', '2026-11-20'),
    ];
    expect(faults({ delegates: meeting })).toEqual(['delegates.0.delegate']);
    const byOtherAccount = [away('approver', otherAccount), away('second', deputy)];
    expect(faults({ delegates: byOtherAccount })).toEqual(['delegates.0.delegate']);
    expect(messages({ delegates: meeting })).toEqual(['is away in that time and has a delegate: there are no chains']);
  });

  it('are told: loops of two, and of one', () => {
    expect(faults({ delegates: [away('approver', second), away('second', anApprover())] })).toEqual([
      'delegates.0.delegate',
      'delegates.1.delegate',
    ]);
    expect(faults({ delegates: [away('approver', anApprover())] })).toContain('delegates.0.delegate');
  });
});
