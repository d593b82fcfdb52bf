import { beforeEach, expect, it } from 'vitest';
import { aKnownIntegration } from '#test/support/records.ts';
import { aBody, approvers, servicePerTest } from '#test/support/service.ts';

const service = servicePerTest();

const west = aKnownIntegration({
  id: 'west',
  name: 'Western books',
  erp: 'tryton',
  settings: { url: 'https://tryton.example.com/erp/' },
  approvers: [...approvers],
  is_default: false,
  serves: [{ field: 'state_code', values: ['CA'] }],
});

const inWest = { state_code: 'CA' };

beforeEach(() => {
  service().otherIntegrations = [west];
});

const syncedIn = async (state: Record<string, unknown>): Promise<void> => {
  const { json } = await service().send(aBody(1001, state));
  const body = { fields: {}, snapshot_sha256: json.snapshot_sha256 };
  await service().api('accept-request', { as: 'approver', params: { request_id: '1001-1' }, body });
  service().openSession = async () => ({
    find: async () => null,
    create: async ({ job_id }) => ({ job_id, erp_id: '7', url: null, at: service().now.toISOString() }),
    update: async (_, existing) => existing,
  });
  await service().export('1001-1');
};

const served = async () =>
  (await service().api('get-integration', { query: { project_id: '1001' } })).json as unknown as { id: string };

const status = async () =>
  (await service().api('get-erp-status', { as: 'project-admin', params: { project_id: '1001' } })).json.action;

it('a project is previewed and sent through the integration that claims it, another one through the default one', async () => {
  const preview = await service().api('preview-project', { params: { project_id: '1001' }, body: aBody(1001, inWest) });
  expect(preview.json).toMatchObject({ integration: { id: 'west', erp: 'tryton', name: 'Western books' } });
  expect((await service().send(aBody(1001, inWest))).json).toMatchObject({ integration: { id: 'west' } });
  expect((await service().send(aBody(1002), 'key-2')).json).toMatchObject({ integration: { id: 'default' } });
  expect(service().started.map(({ erp }) => erp)).toEqual(['tryton', 'import-file']);
});

it('a project that is a job stays with its integration when its data would choose another, until it is untied', async () => {
  await syncedIn({});
  expect((await served()).id).toBe('default');
  const body = aBody(1001, inWest);
  const preview = await service().api('preview-project', { params: { project_id: '1001' }, body });
  expect(preview.json).toMatchObject({ integration: { id: 'default' } });
  const again = await service().send(body, 'key-2');
  expect([again.status, again.json]).toMatchObject([
    202,
    { status: 'ready_to_update', integration: { id: 'default' } },
  ]);
  await service().api('retrieve-request', { params: { request_id: '1001-2' } });
  const untying = { as: 'owner', params: { project_id: '1001' }, body: { reason: 'Moves west.' } } as const;
  await service().api('reset-project', untying);
  expect((await service().send(body, 'key-3')).json).toMatchObject({
    status: 'ready_to_export',
    integration: { id: 'west' },
  });
});

it('a job of an integration that takes no projects any more is not sent through another', async () => {
  await syncedIn(inWest);
  service().otherIntegrations = [{ ...west, serves: [] }];
  const again = await service().send(aBody(1001, inWest), 'key-2');
  expect([again.status, again.json.type]).toEqual([409, 'urn:send-to-erp:problem:synced_elsewhere']);
  expect((await status()).blockers.map(({ code }) => code)).toEqual(['synced_elsewhere']);
});

it('the button of a project that was never sent is grey only when every integration stands against it', async () => {
  expect((await status()).enabled).toBe(true);
  expect((await served()).id).toBe('default');
  const alone = [{ id: 'project-admin', name: 'Paula', email: 'project-admin@example.com' }];
  service().integration = { ...service().integration, approvers: alone };
  expect((await status()).enabled).toBe(true);
  service().otherIntegrations = [{ ...west, approvers: alone }];
  expect((await status()).blockers.map(({ code }) => code)).toEqual(['no_other_approver']);
});
