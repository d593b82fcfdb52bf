import { describe, expect, it } from 'vitest';
import { endpoints } from '#handlers/endpoints.ts';
import { apiRoutes } from '#handlers/routes.ts';
import { bearer, claimsOf, type UserName } from '#test/support/callers.ts';
import { costCodes } from '#test/support/records.ts';
import { aBody, servicePerTest } from '#test/support/service.ts';
import { everyField, smallestBody } from '#test/unit/domain/broken-fields.ts';

const service = servicePerTest();
const project = { project_id: '1001' };
const request = { request_id: '1001-1' };
const sha = '0'.repeat(64);
const problem = (code: string) => `urn:send-to-erp:problem:${code}`;

const nothingWritten = async () => {
  expect(await service().ledger.read({ companyId: 1, projectId: 1001 })).toBeNull();
  expect(service().started).toEqual([]);
};

describe('sending', () => {
  it('names the fields it does not keep', async () => {
    const body = {
      ...aBody(1001, { nonsense: 1, custom_fields: { a: { data_type: 'string', value: 'x' } } }),
      trick: true,
    };
    const { status, json } = await service().send(body);
    expect([status, json.ignored_fields]).toEqual([202, ['project.nonsense', 'trick']]);
    const detail = await service().api('get-request', { params: request });
    expect(Object.keys(detail.json.snapshot?.project ?? {})).not.toContain('nonsense');
  });

  it('takes a project with 4,000 cost codes whole', async () => {
    const codes = costCodes(4000);
    expect((await service().send({ ...aBody(), cost_codes: codes } as never)).status).toBe(202);
    const detail = await service().api('get-request', { params: request });
    expect(detail.json.snapshot?.cost_codes).toEqual(codes);
  });

  it('refuses 4,001 cost codes by count', async () => {
    const { status, json } = await service().send({ ...aBody(), cost_codes: costCodes(4001) } as never);
    expect([status, json.errors]).toEqual([422, { cost_codes: ['must hold at most 4000 cost codes'] }]);
    await nothingWritten();
  });

  it('refuses a body with any one field broken, by the name of that field, and writes nothing', async () => {
    const { id } = smallestBody.project;
    for (const { name, bodyWith, wrongTypes } of everyField) {
      const answer = await service().api('send-project', {
        as: 'project-admin',
        params: { project_id: String(id) },
        headers: { 'idempotency-key': name },
        body: bodyWith(wrongTypes[0]),
      });
      expect([name, answer.status, Object.keys(answer.json.errors)[0]]).toEqual([name, 422, name]);
    }
    expect(await service().ledger.read({ companyId: 1, projectId: id })).toBeNull();
    expect(service().started).toEqual([]);
  });

  it('refuses what the ERP is known to refuse, naming each field', async () => {
    const body = { ...aBody(1001, { active: false }), cost_codes: [] };
    const { status, json } = await service().send(body);
    expect(status).toBe(422);
    expect(json.type).toBe(problem('preflight_failed'));
    expect(Object.keys(json.errors)).toEqual(['project.active', 'cost_codes']);
    await nothingWritten();
  });

  it('gives the first answer again for the same key and body, even when the request has moved on', async () => {
    const first = await service().send(aBody(), 'same');
    await service().api('accept-request', {
      as: 'approver',
      params: request,
      body: { fields: {}, snapshot_sha256: first.json.snapshot_sha256 },
    });
    const second = await service().send(aBody(), 'same');
    expect([second.status, second.json]).toEqual([202, first.json]);
    expect(service().started).toHaveLength(1);
  });

  it('refuses the same key for another body, and another key while a request is open', async () => {
    await service().send(aBody(), 'same');
    const reused = await service().send(aBody(1001, { name: 'Other' }), 'same');
    expect([reused.status, reused.json.type]).toEqual([422, problem('idempotency_key_reused')]);
    const second = await service().send(aBody(), 'other');
    expect([second.status, second.json.request.id]).toEqual([409, '1001-1']);
  });

  it('has one winner among twenty equal sends with different keys', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => service().send(aBody(), `key-${index}`)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([202, ...Array.from({ length: 19 }, () => 409)]);
    expect(service().started).toHaveLength(1);
  });

  it('stays recorded when the workflow cannot be started', async () => {
    const sent = service();
    Object.defineProperty(sent, 'deps', {
      value: { ...sent.deps, workflow: { start: () => Promise.reject(new Error('throttled')) } },
    });
    expect((await sent.send(aBody())).status).toBe(202);
    expect(sent.warnings).toEqual(['workflow_not_started']);
  });

  it.each([
    ['no Idempotency-Key', { 'idempotency-key': '' }, JSON.stringify(aBody()), 400],
    ['broken JSON', {}, '{"project":', 400],
    ['no JSON object', {}, '[]', 422],
    ['text', { 'content-type': 'text/plain' }, JSON.stringify(aBody()), 415],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'project=1', 415],
    ['UTF-16', { 'content-type': 'application/json; charset=utf-16' }, JSON.stringify(aBody()), 415],
    ['a body over the limit', {}, JSON.stringify({ ...aBody(), note: 'x'.repeat(4 * 1024 * 1024) }), 413],
    ['another project than the path', {}, JSON.stringify(aBody(1002)), 422],
  ])('answers %s with a problem and writes nothing', async (_, headers, body, status) => {
    const answer = await service().api('send-project', {
      as: 'project-admin',
      params: project,
      headers: { 'idempotency-key': 'k', ...headers },
      body,
    });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.json).toMatchObject({ status, instance: '/somewhere', trace_id: 'trace-1' });
    await nothingWritten();
  });

  it('says nothing about what broke inside', async () => {
    const broken = service();
    Object.defineProperty(broken, 'ledger', {
      value: { ...broken.ledger, read: () => Promise.reject(new Error('secret of the inside')) },
    });
    const answer = await broken.api('get-erp-status', { params: project });
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '5']);
    expect(answer.text).not.toContain('secret');
  });
});

describe('deciding', () => {
  const decide = (name: 'accept-request' | 'reject-request', body: unknown, as: UserName = 'approver') =>
    service().api(name, { as, params: request, body });

  it('gives the stored result for the same decision again, and tells any other who decided what', async () => {
    const { json } = await service().send(aBody());
    const accepted = await decide('accept-request', { fields: {}, snapshot_sha256: json.snapshot_sha256 });
    expect(accepted.json).toMatchObject({
      status: 'exporting',
      decision: { kind: 'accept', via: 'api', by: { id: 'approver' }, fields: { job_id: 'P-042' } },
    });
    const again = await decide(
      'accept-request',
      { fields: {}, snapshot_sha256: json.snapshot_sha256 },
      'second-approver',
    );
    expect([again.status, again.json.decision]).toEqual([200, accepted.json.decision]);
    const other = await decide(
      'reject-request',
      { reason: 'No.', snapshot_sha256: json.snapshot_sha256 },
      'second-approver',
    );
    expect([other.status, other.json.type]).toEqual([409, problem('already_decided')]);
    expect(other.json.request.decision?.by.name).toBe('approver');
  });

  it('stands in 50 parallel equal posts as one decision', async () => {
    const { json } = await service().send(aBody());
    await service().ask('1001-1');
    const body = { fields: {}, snapshot_sha256: json.snapshot_sha256 };
    const answers = await Promise.all(Array.from({ length: 50 }, () => decide('accept-request', body)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers[0]?.status).toBe(200);
    const events = await service().api('list-events', { params: request });
    expect(events.list.map(({ name }) => name)).toEqual(['send', 'accept']);
  });

  it('refuses a stale snapshot with the current state', async () => {
    await service().send(aBody());
    const answer = await decide('accept-request', { fields: {}, snapshot_sha256: sha });
    expect([answer.status, answer.json.type]).toEqual([409, problem('stale_snapshot')]);
    expect(answer.json.request).toMatchObject({ id: '1001-1', status: 'ready_to_export', decision: null });
  });

  it.each([
    ['an unknown field', 'accept-request', { fields: {}, snapshot_sha256: sha, trick: 1 }, 'trick'],
    ['no snapshot', 'accept-request', { fields: {} }, 'snapshot_sha256'],
    ['a field nobody asked for', 'accept-request', { fields: { x: 'y' }, snapshot_sha256: '' }, 'fields.x'],
    ['no reason', 'reject-request', { snapshot_sha256: sha }, 'reason'],
    ['an empty reason', 'reject-request', { reason: '  ', snapshot_sha256: sha }, 'reason'],
  ] as const)('refuses %s by name', async (_, name, body, field) => {
    const { json } = await service().send(aBody());
    const withHash =
      'snapshot_sha256' in body && body.snapshot_sha256 === ''
        ? { ...body, snapshot_sha256: json.snapshot_sha256 }
        : body;
    const answer = await decide(name, withHash);
    expect([answer.status, Object.keys(answer.json.errors)]).toEqual([422, [field]]);
  });

  it('refuses a decision that is no valid Unicode text or too large, and keeps the request open', async () => {
    const { json } = await service().send(aBody());
    const broken = `{"reason":"\\ud800","snapshot_sha256":"${json.snapshot_sha256}"}`;
    expect((await decide('reject-request', broken)).status).toBe(422);
    const long = { reason: 'x'.repeat(64 * 1024), snapshot_sha256: json.snapshot_sha256 };
    expect((await decide('reject-request', long)).status).toBe(413);
    expect((await service().api('get-request', { params: request })).json.decision).toBeNull();
  });

  it('refuses the sender through every deciding endpoint, whatever rights they hold', async () => {
    const { json } = await service().send(aBody(), 'k', 'owner');
    for (const [name, body] of [
      ['accept-request', { fields: {}, snapshot_sha256: json.snapshot_sha256 }],
      ['reject-request', { reason: 'x', snapshot_sha256: json.snapshot_sha256 }],
      ['retry-request', { fields: {} }],
    ] as const) {
      const answer = await service().api(name, { as: 'owner', params: request, body });
      expect([answer.status, answer.json.type]).toEqual([403, problem('own_request')]);
    }
  });

  it('records that the window is over instead of a decision that comes too late', async () => {
    const { json } = await service().send(aBody());
    service().now = new Date(service().now.getTime() + 14 * 86_400_000);
    const late = await decide('accept-request', { fields: {}, snapshot_sha256: json.snapshot_sha256 });
    expect([late.status, late.json.request.status]).toEqual([409, 'expired']);
  });
});

describe('who may do what', () => {
  const bodies: Partial<Record<keyof typeof apiRoutes, unknown>> = {
    'preview-project': aBody(),
    'send-project': aBody(),
    'accept-request': { fields: {}, snapshot_sha256: sha },
    'reject-request': { reason: 'x', snapshot_sha256: sha },
    'retry-request': { fields: {} },
    'link-project': { ...aBody(), job_id: 'J-1', preview: true },
    'unlink-project': { reason: 'x', preview: true },
    'reset-project': { reason: 'x', preview: true },
  };
  const call = (name: keyof typeof apiRoutes, as: UserName, company = '1') =>
    service().api(name, {
      as,
      params: { company_id: company, ...project, ...request },
      headers: { 'idempotency-key': 'k-2' },
      ...(bodies[name] !== undefined && { body: bodies[name] }),
      ...(name === 'list-integration-options' && { query: { field: 'customer' } }),
    });
  const allowed: Record<keyof typeof apiRoutes, readonly UserName[]> = {
    'list-erps': ['project-admin', 'approver', 'viewer', 'nobody'],
    'list-integrations': ['project-admin', 'approver', 'viewer', 'nobody'],
    'get-integration': ['project-admin', 'approver', 'viewer', 'nobody'],
    'list-integration-options': ['project-admin', 'approver'],
    'get-erp-status': ['project-admin', 'approver'],
    'preview-project': ['project-admin'],
    'send-project': ['project-admin'],
    'list-requests': ['approver', 'viewer'],
    'get-request': ['project-admin', 'approver', 'viewer'],
    'list-events': ['project-admin', 'approver', 'viewer'],
    'retrieve-request': ['project-admin'],
    'accept-request': ['approver'],
    'reject-request': ['approver'],
    'retry-request': ['approver'],
    'link-project': [],
    'unlink-project': [],
    'reset-project': [],
  };
  const routes = Object.keys(allowed) as (keyof typeof apiRoutes)[];

  it('has a row for every endpoint', () => {
    expect(routes.map((name) => apiRoutes[name]).sort()).toEqual(Object.keys(endpoints).sort());
  });

  it.each(routes)('%s', async (name) => {
    await service().send(aBody());
    for (const user of ['project-admin', 'approver', 'viewer', 'nobody'] as const) {
      const { status, json } = await call(name, user);
      if (allowed[name].includes(user)) expect([user, status]).not.toEqual([user, 403]);
      else expect([user, status, json.type]).toEqual([user, 403, problem('missing_privilege')]);
    }
    const unknown = await service().api('get-request', { params: { request_id: '999-1' } });
    for (const foreign of [
      await call(name, 'outsider'),
      await call(name, 'owner', '2'),
      await call(name, 'owner', 'x'),
    ]) {
      expect([foreign.status, foreign.text]).toEqual([404, unknown.text]);
    }
  });

  it('answers unknown projects and requests alike', async () => {
    const texts = await Promise.all(
      ['1001-1', '1-1', 'nonsense', '0-1', '1001-01', '1001'].map(async (request_id) => {
        const { status, text } = await service().api('get-request', { params: { request_id } });
        return [status, text];
      }),
    );
    expect(new Set(texts.map(String)).size).toBe(1);
    expect(texts[0]?.[0]).toBe(404);
  });

  it('refuses a token without the claims it needs', async () => {
    const { sub: _, ...rest } = claimsOf('owner');
    for (const authorization of [bearer(rest), 'Bearer x.y.z', '']) {
      expect((await service().api('list-requests', { headers: { authorization } })).status).toBe(401);
    }
  });

  it('says why the button is grey', async () => {
    const blockers = async (as: UserName) =>
      (await service().api('get-erp-status', { as, params: project })).json.action.blockers.map(({ code }) => code);
    expect(await blockers('project-admin')).toEqual([]);
    expect(await blockers('approver')).toEqual(['missing_privilege']);
    const { json } = await service().send(aBody());
    expect((await service().api('get-erp-status', { as: 'project-admin', params: project })).json).toMatchObject({
      status: 'ready_to_export',
      action: { name: 'retrieve', label: 'Retrieve from ERP', enabled: true },
      open_request: { id: '1001-1' },
    });
    await service().api('accept-request', {
      as: 'approver',
      params: request,
      body: { fields: {}, snapshot_sha256: json.snapshot_sha256 },
    });
    expect(await blockers('project-admin')).toEqual(['export_running']);
  });
});

describe('lists', () => {
  it('come newest first, in pages, with their totals and links', async () => {
    for (const id of [11, 12, 13, 14, 15]) {
      service().now = new Date(service().now.getTime() + 1000);
      await service().send(aBody(id));
    }
    const list = async (query: Record<string, string>) => service().api('list-requests', { as: 'viewer', query });
    const page = await list({ page: '2', per_page: '2', 'filters[status]': 'ready_to_export' });
    expect(page.list.map(({ id }) => id)).toEqual(['13-1', '12-1']);
    expect(page.headers).toMatchObject({ total: '5', 'per-page': '2' });
    expect(page.headers['link']).toContain('page=3&per_page=2>; rel="next"');
    expect(page.headers['link']).toContain('filters%5Bstatus%5D=ready_to_export');
    expect((await list({ 'filters[status]': 'synced' })).text).toBe('[]');
    const bad = await list({ 'filters[status]': 'nonsense', page: '0', per_page: '101', sort: 'x' });
    expect([bad.status, Object.keys(bad.json.errors).sort()]).toEqual([
      422,
      ['filters[status]', 'page', 'per_page', 'sort'],
    ]);
  });
});
