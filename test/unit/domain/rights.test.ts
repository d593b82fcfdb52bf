import { describe, expect, it } from 'vitest';
import { callerOf, claims, type Caller } from '#domain/caller.ts';
import { DomainError } from '#domain/errors.ts';
import {
  maySend,
  requireAnySenderOrApprover,
  requireApprover,
  requireCompany,
  requireErpAdmin,
  requireErpIntegrations,
  requireReader,
  requireSender,
  requireSenderOrApprover,
} from '#domain/rights.ts';

const PROJECT = 42;

const caller = (rights: Readonly<Record<string, unknown>>): Caller =>
  callerOf(claims.parse({ sub: 'someone', email: 'someone@example.com', name: 'Someone', company_id: 1, ...rights }));

/** The code of the refusal; null when there is none. */
const refusal = (check: () => void): string | null => {
  try {
    check();
    return null;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
};

const admin = { admin: 'admin' };
const standard = { erp_integrations: 'standard' };
const push = ['can_push_to_accounting'];

/** api.md, "Who calls": what each person of a company may do about project 42. */
const people = [
  { who: 'without any right', rights: {}, send: false, lists: false, read: false, decide: false },
  {
    who: 'admin of the project',
    rights: { project_tools: { 42: admin } },
    send: true,
    lists: false,
    read: true,
    decide: false,
  },
  {
    who: 'admin of every project',
    rights: { project_tools: { '*': admin } },
    send: true,
    lists: false,
    read: true,
    decide: false,
  },
  {
    who: 'admin of another project',
    rights: { project_tools: { 43: admin } },
    send: false,
    lists: false,
    read: false,
    decide: false,
  },
  {
    who: 'admin of every project but this',
    rights: { project_tools: { '*': admin, 42: {} } },
    send: false,
    lists: false,
    read: false,
    decide: false,
  },
  {
    who: 'reader of the project’s Admin tool',
    rights: { project_tools: { 42: { admin: 'read_only' } } },
    send: false,
    lists: false,
    read: false,
    decide: false,
  },
  {
    who: 'ERP Integrations standard',
    rights: { tools: standard },
    send: false,
    lists: true,
    read: true,
    decide: false,
  },
  {
    who: 'ERP Integrations admin',
    rights: { tools: { erp_integrations: 'admin' } },
    send: false,
    lists: true,
    read: true,
    decide: false,
  },
  {
    who: 'privilege without the tool',
    rights: { privileges: push },
    send: false,
    lists: false,
    read: false,
    decide: false,
  },
  {
    who: 'privilege, tool none',
    rights: { privileges: push, tools: { erp_integrations: 'none' } },
    send: false,
    lists: false,
    read: false,
    decide: false,
  },
  {
    who: 'accounting approver',
    rights: { privileges: push, tools: standard },
    send: false,
    lists: true,
    read: true,
    decide: true,
  },
  {
    who: 'approver with other privileges too',
    rights: { privileges: ['x', ...push], tools: { erp_integrations: 'admin' } },
    send: false,
    lists: true,
    read: true,
    decide: true,
  },
  {
    who: 'owner',
    rights: { privileges: push, tools: standard, project_tools: { '*': admin } },
    send: true,
    lists: true,
    read: true,
    decide: true,
  },
];

describe('who may do what', () => {
  it.each(people)('$who', ({ rights, send, lists, read, decide }) => {
    const someone = caller(rights);
    const missing = (may: boolean) => (may ? null : 'missing_privilege');
    expect(maySend(someone, PROJECT)).toBe(send);
    expect(refusal(() => requireSender(someone, PROJECT))).toBe(missing(send));
    expect(refusal(() => requireErpIntegrations(someone))).toBe(missing(lists));
    expect(refusal(() => requireReader(someone, PROJECT))).toBe(missing(read));
    expect(refusal(() => requireApprover(someone))).toBe(missing(decide));
    expect(refusal(() => requireSenderOrApprover(someone, PROJECT))).toBe(missing(send || decide));
    expect(refusal(() => requireErpAdmin(someone))).toBe(missing(someone.rights.tools.erp_integrations === 'admin'));
  });

  it.each(['constructor', '__proto__', 'toString'])(
    'no right comes from what objects are by themselves: %s',
    (name) => {
      const project_tools = Object.fromEntries([[name, admin]]);
      expect(maySend(caller({ project_tools }), PROJECT)).toBe(false);
    },
  );

  it('another company is answered like one that does not exist', () => {
    expect(refusal(() => requireCompany(caller({}), 1))).toBeNull();
    expect(refusal(() => requireCompany(caller({ project_tools: { '*': admin } }), 2))).toBe('not_found');
  });

  it.each([
    { sub: '' },
    { email: 'nobody' },
    { name: undefined },
    { company_id: 0 },
    { company_id: 'one' },
    { tools: { erp_integrations: 'owner' } },
    { privileges: 'can_push_to_accounting' },
    { project_tools: { 42: 'admin' } },
  ])('a token with %j tells nothing', (wrong) => {
    expect(() => caller(wrong)).toThrow();
  });
});

describe('who may ask the ERP what it has, without naming a project', () => {
  it.each([
    ['an admin of one project', { project_tools: { 7: { admin: 'admin' } } }, null],
    ['an accounting approver', { privileges: push, tools: standard }, null],
    ['a reader of projects', { project_tools: { '*': { admin: 'read_only' } } }, 'missing_privilege'],
    ['an administrator of ERP Integrations', { tools: { erp_integrations: 'admin' } }, 'missing_privilege'],
    ['somebody', {}, 'missing_privilege'],
  ])('%s', (_, rights, expected) => {
    expect(refusal(() => requireAnySenderOrApprover(caller(rights)))).toBe(expected);
  });
});
