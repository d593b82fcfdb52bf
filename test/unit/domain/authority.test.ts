import { describe, expect, it } from 'vitest';
import {
  authorise,
  isGuardedFrom,
  needsSignIn,
  requireLiveLink,
  type Authority,
  type Decider,
} from '#domain/authority.ts';
import { callerOf, claims } from '#domain/caller.ts';
import { DomainError } from '#domain/errors.ts';
import type { Integration } from '#domain/integration.ts';
import type { Person } from '#domain/person.ts';
import type { Request } from '#domain/request.ts';
import { anApprover, anIntegration, aPerson, aPolicy, aRequest, NOON } from '#test/support/records.ts';

const sender = aPerson();
/** The sender's other account: another name and token, but the same mailbox. */
const alias = aPerson({ id: 'p.sender', name: 'P. Sender', email: 'Paula@Example.com' });
const approver = anApprover();
const second = aPerson({ id: 'second', name: 'Berta Second', email: 'berta@example.com' });
const deputy = aPerson({ id: 'deputy', name: 'Dora Deputy', email: 'dora@example.com' });
const colleague = aPerson({ id: 'colleague', name: 'Carl Colleague', email: 'carl@example.com' });

const request = aRequest();
const notAfter = Date.parse(request.expires_at) / 1000;
const MONTH_SECONDS = 30 * 24 * 60 * 60;

const linkOf = (person: Person) => ({
  companyId: 1,
  projectId: 42,
  number: 1,
  approverId: person.id,
  epoch: 0,
  notAfter,
});

const byLink = (person: Person, isSignedIn = false): Decider => ({
  via: 'link',
  visit: { link: linkOf(person), fingerprint: 'f', openedAt: null, isSignedIn },
});

const push = { tools: { erp_integrations: 'standard' }, privileges: ['can_push_to_accounting'] };

const byApi = ({ id, name, email }: Person, rights: object = push): Decider => ({
  via: 'api',
  caller: callerOf(claims.parse({ sub: id, name, email, company_id: 1, ...rights })),
});

const under = (over: Parameters<typeof aPolicy>[0], approvers = [approver, second, sender]): Integration =>
  anIntegration({ approvers, policy: aPolicy(over) });

const plain = under({});

const outcome = (decider: Decider, integration: Integration, of: Request = request, at = NOON): Authority | string => {
  try {
    return authorise(decider, integration, of, at);
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
};

const allowed = (by: Person, onBehalfOf: Person[] = []): Authority => ({ by, onBehalfOf });

describe('who may decide', () => {
  it.each([
    { who: 'an approver', decider: byLink(approver), told: allowed(approver) },
    { who: 'an approver', decider: byApi(approver), told: allowed(approver) },
    { who: 'somebody with the privilege whom nobody asked', decider: byApi(colleague), told: allowed(colleague) },
    { who: 'somebody with the privilege whom nobody asked', decider: byLink(colleague), told: 'missing_privilege' },
    { who: 'an approver without the privilege', decider: byApi(approver, {}), told: 'missing_privilege' },
    {
      who: 'an approver without the tool',
      decider: byApi(approver, { privileges: push.privileges }),
      told: 'missing_privilege',
    },
  ])('under the policy "privilege": $who through the $decider.via', ({ decider, told }) => {
    expect(outcome(decider, plain)).toEqual(told);
  });

  it.each([
    { who: 'an approver', decider: byLink(approver), told: allowed(approver) },
    { who: 'an approver', decider: byApi(approver), told: allowed(approver) },
    { who: 'somebody with the privilege whom nobody asked', decider: byApi(colleague), told: 'missing_privilege' },
    { who: 'an approver without the privilege', decider: byApi(approver, {}), told: 'missing_privilege' },
  ])('under the policy "list": $who through the $decider.via', ({ decider, told }) => {
    expect(outcome(decider, under({ approvers: 'list' }))).toEqual(told);
  });

  it('is looked up when they decide: the link of somebody who is no approver any more is no use', () => {
    expect(outcome(byLink(approver), under({}, [second]))).toBe('missing_privilege');
    expect(outcome(byLink(approver), under({}, [anApprover({ name: 'A. Approver' })]))).toEqual(
      allowed(anApprover({ name: 'A. Approver' })),
    );
  });
});

describe('T46: the sender', () => {
  const asDelegate = { delegates: [{ approver: 'approver', delegate: sender, from: '2026-01-01', to: '2026-12-31' }] };
  const asAliasDelegate = {
    delegates: [{ approver: 'approver', delegate: alias, from: '2026-01-01', to: '2026-12-31' }],
  };

  it.each([
    { door: 'the API', decider: byApi(sender), integration: plain },
    { door: 'a link', decider: byLink(sender), integration: plain },
    { door: 'a link, signed in', decider: byLink(sender, true), integration: plain },
    { door: 'the API, as one on the list', decider: byApi(sender), integration: under({ approvers: 'list' }) },
    { door: 'the API, with a second account', decider: byApi(alias), integration: plain },
    { door: 'a link to a second account', decider: byLink(alias), integration: under({}, [approver, alias]) },
    {
      door: 'the API, as an administrator',
      decider: byApi(sender, { ...push, tools: { erp_integrations: 'admin' } }),
      integration: plain,
    },
    { door: 'the API, as delegate', decider: byApi(sender), integration: under(asDelegate) },
    { door: 'a link, as delegate', decider: byLink(sender), integration: under(asDelegate) },
  ])('does not decide through $door', ({ decider, integration }) => {
    expect(outcome(decider, integration)).toBe('own_request');
  });

  it.each([
    { door: 'a delegate’s link', decider: byLink(sender), integration: under(asDelegate, [approver]) },
    {
      door: 'a delegate’s link to a second account',
      decider: byLink(alias),
      integration: under(asAliasDelegate, [approver]),
    },
  ])('who is on no list does not even come in through $door', ({ decider, integration }) => {
    expect(outcome(decider, integration)).toBe('missing_privilege');
  });

  it('is a person: whoever has only the name in common decides', () => {
    const namesake = aPerson({ id: 'other', name: sender.name, email: 'other@example.com' });
    expect(outcome(byApi(namesake), plain)).toEqual(allowed(namesake));
  });

  it('keeps nobody else from deciding, and has no delegate who would', () => {
    const delegates = [{ approver: 'sender', delegate: deputy, from: '2026-01-01', to: '2026-12-31' }];
    expect(outcome(byLink(approver), under({ delegates }))).toEqual(allowed(approver));
    expect(outcome(byLink(deputy), under({ delegates }))).toBe('missing_privilege');
  });

  it('decides only where a company has turned the rule off', () => {
    const lax = under({ four_eyes: false });
    expect(outcome(byLink(sender), lax)).toEqual(allowed(sender));
    expect(outcome(byApi(alias), lax)).toEqual(allowed(alias));
    expect(plain.policy.four_eyes).toBe(true);
  });
});

describe('T48: a delegate', () => {
  const delegates = [{ approver: 'second', delegate: deputy, from: '2026-11-20', to: '2026-11-23' }];

  it.each([
    ['2026-11-19T23:59:59.000Z', 'missing_privilege'],
    ['2026-11-20T00:00:00.000Z', allowed(deputy, [second])],
    ['2026-11-23T23:59:59.000Z', allowed(deputy, [second])],
    ['2026-11-24T00:00:00.000Z', 'missing_privilege'],
  ])('at %s is told %j', (at, told) => {
    expect(outcome(byLink(deputy), under({ delegates }), request, new Date(at))).toEqual(told);
  });

  it('needs the privilege at the API like everybody, and the list knows of the delegation', () => {
    const listed = under({ delegates, approvers: 'list' });
    expect(outcome(byApi(deputy), listed)).toEqual(allowed(deputy, [second]));
    expect(outcome(byApi(deputy, {}), listed)).toBe('missing_privilege');
  });

  it('does not take the decision from the one who is away', () => {
    expect(outcome(byLink(second), under({ delegates }))).toEqual(allowed(second));
  });

  it('hands nothing on: the delegate of a delegate is nobody', () => {
    const chain = [...delegates, { approver: 'deputy', delegate: colleague, from: '2026-01-01', to: '2026-12-31' }];
    expect(outcome(byLink(colleague), under({ delegates: chain }))).toBe('missing_privilege');
    expect(outcome(byLink(deputy), under({ delegates: chain }))).toEqual(allowed(deputy, [second]));
  });

  it('is checked by four eyes anew, whoever is away', () => {
    const sentByDeputy = aRequest({ sender: deputy });
    expect(outcome(byApi(deputy), under({ delegates }), sentByDeputy)).toBe('own_request');
    expect(outcome(byLink(deputy), under({ delegates }, [approver, second, deputy]), sentByDeputy)).toBe('own_request');
    expect(outcome(byLink(second), under({ delegates }), sentByDeputy)).toEqual(allowed(second));
  });
});

describe('a link', () => {
  const liveness = (link: Parameters<typeof requireLiveLink>[0], at = NOON): string | null => {
    try {
      requireLiveLink(link, request, at);
      return null;
    } catch (error) {
      if (error instanceof DomainError) return error.code;
      throw error;
    }
  };

  it('serves the request it was made for', () => {
    expect(liveness(linkOf(approver))).toBeNull();
  });

  it.each([{ companyId: 2 }, { projectId: 43 }, { number: 2 }, { epoch: 1 }])('with %j is as good as none', (other) => {
    expect(liveness({ ...linkOf(approver), ...other })).toBe('not_found');
    const decider: Decider = {
      via: 'link',
      visit: { link: { ...linkOf(approver), ...other }, fingerprint: 'f', openedAt: null, isSignedIn: true },
    };
    expect(outcome(decider, plain)).toBe('not_found');
  });

  it.each([
    [0, null],
    [MONTH_SECONDS - 1, null],
    [MONTH_SECONDS, 'link_expired'],
    [12 * MONTH_SECONDS, 'link_expired'],
  ])('tells what became of the request %i seconds after the window: %s', (after, code) => {
    expect(liveness(linkOf(approver), new Date((notAfter + after) * 1000))).toBe(code);
  });

  it('that was made for another request tells nothing, however old it is', () => {
    expect(liveness({ ...linkOf(approver), number: 2 }, new Date((notAfter + MONTH_SECONDS) * 1000))).toBe('not_found');
  });
});

describe('a sign-in', () => {
  it.each([
    { limit: null, total: 1e12, needed: false },
    { limit: null, total: null, needed: false },
    { limit: 1000, total: 999.99, needed: false },
    { limit: 1000, total: 1000, needed: false },
    { limit: 1000, total: 1000.01, needed: true },
    { limit: 1000, total: null, needed: true },
    { limit: 0, total: 0, needed: false },
    { limit: 0, total: 0.01, needed: true },
    { limit: 1000, total: -5, needed: false },
  ])('above $limit is asked for a project worth $total: $needed', ({ limit, total, needed }) => {
    const policy = { sign_in_above: limit };
    const of = aRequest({ total_value: total });
    expect(needsSignIn(aPolicy(policy), of)).toBe(needed);
    expect(outcome(byLink(approver), under(policy), of)).toEqual(needed ? 'sign_in_required' : allowed(approver));
    expect(outcome(byLink(approver, true), under(policy), of)).toEqual(allowed(approver));
    // A token of the API is a sign-in.
    expect(outcome(byApi(approver), under(policy), of)).toEqual(allowed(approver));
  });

  it('guards its mails, too, but not from the sender', () => {
    const [above, below] = [aPolicy({ sign_in_above: 0 }), aPolicy()];
    expect([approver, colleague, sender].map(({ id }) => isGuardedFrom(id, above, request))).toEqual([
      true,
      true,
      false,
    ]);
    expect([approver, colleague, sender].map(({ id }) => isGuardedFrom(id, below, request))).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('makes nobody an approver, and nobody else than the sender', () => {
    expect(outcome(byLink(colleague, true), plain)).toBe('missing_privilege');
    expect(outcome(byLink(sender, true), under({ sign_in_above: 0 }))).toBe('own_request');
  });
});
