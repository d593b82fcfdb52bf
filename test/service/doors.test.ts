import { beforeEach, describe, expect, it } from 'vitest';
import { apiRoutes, approvalRoutes } from '#handlers/routes.ts';
import { ErpError } from '#domain/erp.ts';
import type { Answer, Service } from '#test/support/service.ts';
import { aBody, approvers, servicePerTest } from '#test/support/service.ts';
import type { UserName } from '#test/support/callers.ts';
import { signApprovalLink } from '#domain/links.ts';

const service = servicePerTest();

/** Every route that can write, by what it is: a door decides on a request, anything else must not. */
const KINDS: Readonly<Record<string, 'door' | 'other'>> = {
  'api preview-project': 'other',
  'api send-project': 'other',
  'api link-project': 'other',
  'api unlink-project': 'other',
  'api reset-project': 'other',
  'api retrieve-request': 'other',
  'api accept-request': 'door',
  'api reject-request': 'door',
  'api retry-request': 'door',
  'page decide-approval': 'door',
};

const unsafe = (prefix: string, routes: Readonly<Record<string, string>>): string[] =>
  Object.entries(routes)
    .filter(([, route]) => !/^(GET|HEAD|OPTIONS) /.test(route))
    .map(([name]) => `${prefix} ${name}`);

/** The link of a person, whether or not one was ever mailed. */
const linkFor = (s: Service, approverId: string): string =>
  signApprovalLink(s.ring, 'test', {
    companyId: 1,
    projectId: 1001,
    number: 1,
    approverId,
    epoch: 0,
    notAfter: Math.floor(s.now.getTime() / 1000) + 86_400,
  });

interface Attempt {
  readonly door: string;
  readonly state: 'waiting' | 'failed';
  readonly by: (s: Service, user: UserName) => Promise<Answer>;
}

const sha = async (s: Service) =>
  (await s.api('get-request', { params: { request_id: '1001-1' } })).json.snapshot_sha256;

const byApi =
  (name: 'accept-request' | 'reject-request' | 'retry-request', body: (sha256: string) => object): Attempt['by'] =>
  async (s, as) =>
    s.api(name, { as, params: { request_id: '1001-1' }, body: body(await sha(s)) });

/** Posts the page's form as the person of that name, with the check code that a rightful approver sees. */
const byPage =
  (values: Readonly<Record<string, string>>): Attempt['by'] =>
  async (s, user) => {
    const token = linkFor(s, user);
    const form = await s.formOf(token);
    return s.page(token, {
      ...form,
      snapshot_sha256: await sha(s),
      check: form['check'] === '' ? '1234' : (form['check'] ?? '1234'),
      ...values,
    });
  };

const REJECT = { decision: 'reject', reason: 'No.' };

const attempts: readonly Attempt[] = [
  {
    door: 'api accept-request',
    state: 'waiting',
    by: byApi('accept-request', (snapshot_sha256) => ({ fields: {}, snapshot_sha256 })),
  },
  {
    door: 'api reject-request',
    state: 'waiting',
    by: byApi('reject-request', (snapshot_sha256) => ({ reason: 'No.', snapshot_sha256 })),
  },
  {
    door: 'api reject-request',
    state: 'failed',
    by: byApi('reject-request', (snapshot_sha256) => ({ reason: 'No.', snapshot_sha256 })),
  },
  { door: 'api retry-request', state: 'failed', by: byApi('retry-request', () => ({ fields: {} })) },
  { door: 'page decide-approval', state: 'waiting', by: byPage({ decision: 'accept' }) },
  { door: 'page decide-approval', state: 'waiting', by: byPage(REJECT) },
  { door: 'page decide-approval', state: 'failed', by: byPage({ decision: 'accept', attempt: '1' }) },
  { door: 'page decide-approval', state: 'failed', by: byPage(REJECT) },
];

/** Project 1001 sent by `sender`, waiting or failed. */
const prepare = async (state: Attempt['state'], sender: UserName): Promise<void> => {
  await service().send(aBody(), 'k', sender);
  await service().ask('1001-1');
  if (state === 'waiting') return;
  const refused = () => Promise.reject(new ErpError('refused', 'This number is taken.', { field: 'fields.job_id' }));
  service().openSession = async () => ({ find: async () => null, create: refused, update: refused });
  await attempts[0]?.by(service(), 'second-approver');
  await service().export('1001-1');
};

const written = async () => JSON.stringify(await service().ledger.read({ companyId: 1, projectId: 1001 }));

it('every route that is not safe is known to be a door or not', () => {
  expect([...unsafe('api', apiRoutes), ...unsafe('page', approvalRoutes)].sort()).toEqual(Object.keys(KINDS).sort());
  const doors = Object.keys(KINDS).filter((route) => KINDS[route] === 'door');
  expect([...new Set(attempts.map(({ door }) => door))].sort()).toEqual(doors.sort());
});

describe.each(attempts)('T46: the door $door while the request is $state', ({ state, by }) => {
  beforeEach(() => prepare(state, 'owner'));

  it('opens for an approver', async () => {
    const before = await written();
    expect((await by(service(), 'approver')).status).toBe(200);
    expect(await written()).not.toBe(before);
  });

  it.each(['owner', 'outsider', 'viewer', 'project-admin', 'nobody'] as const)(
    'stays shut for %s, and nothing is written',
    async (user) => {
      const before = await written();
      const { status } = await by(service(), user);
      expect(user === 'outsider' ? [403, 404] : [403]).toContain(status);
      expect(await written()).toBe(before);
    },
  );

  it('T47: stays shut for an approver who is none any more', async () => {
    const { policy } = service().integration;
    service().integration = {
      ...service().integration,
      approvers: approvers.filter(({ id }) => id !== 'approver'),
      policy: { ...policy, approvers: 'list' },
    };
    const before = await written();
    expect((await by(service(), 'approver')).status).toBe(403);
    expect(await written()).toBe(before);
  });
});

it('T46: a link is of no use to the sender under a second account with the same mailbox', async () => {
  await prepare('waiting', 'owner');
  const alias = { id: 'second-approver', name: 'Olivia again', email: 'OWNER@example.com' };
  service().integration = { ...service().integration, approvers: [...approvers.slice(0, 1), alias] };
  const before = await written();
  expect((await byPage({ decision: 'accept' })(service(), 'second-approver')).status).toBe(403);
  expect(await written()).toBe(before);
});
