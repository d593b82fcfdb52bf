import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decide } from '#local/walk/approval-form.ts';
import { sampleProject } from '#local/walk/sample-project.ts';
import type { Walk } from '#local/walk/walk.ts';
import { SET_UP_MS, whyNoTryton } from '#test/e2e/tryton/packages.ts';
import { startTryton, type Tryton } from '#test/e2e/tryton/server.ts';
import { LocalService } from '#test/support/local-service.ts';

const reason = await whyNoTryton();

/** Beyond the workflow's first waits after silence (15 s, then 30 s) and the client's own time limits. */
const PATIENCE = { timeout: 200_000, interval: 200 };

describe.skipIf(reason !== null)('a project sent to Tryton through the API and the link in the mail', () => {
  let tryton: Tryton;
  let service: LocalService;
  let walk: Walk;

  beforeAll(async () => {
    tryton = await startTryton();
    service = await LocalService.start({
      LOCAL_ERP: 'tryton',
      TRYTON_URL: tryton.url,
      TRYTON_USER: tryton.user,
      TRYTON_PASSWORD: tryton.password,
    });
    walk = service.walk;
  }, SET_UP_MS);

  afterAll(async () => {
    await service.stop();
    await tryton.stop();
  });

  const synced = (projectId: number) =>
    expect.poll(async () => (await walk.status(projectId)).status, PATIENCE).toBe('synced');
  const accounts = (code: string) =>
    tryton.ask('model.analytic_account.account.search_read', [['code', '=', code]], 0, 9, null, ['name'], {});
  const projects = (externalId: string) =>
    tryton.ask(
      'model.project.work.search_read',
      [['comment', 'ilike', `%[send-to-erp:${externalId}]%`]],
      0,
      9,
      null,
      ['name'],
      {},
    );

  it('becomes one job in Tryton once it is accepted', async () => {
    const request = await walk.send(8001);
    await decide(await service.linkTo('approver', request.id), 'accept');
    await synced(8001);
    expect(await accounts('26-8001')).toMatchObject([
      { name: expect.stringContaining('Riverside Medical Office Building 8001') as string },
    ]);
    expect(await projects('1-8001')).toHaveLength(1);
    expect((await walk.status(8001)).synced).toMatchObject({ job_id: '26-8001' });
  });

  it('updates the same job on a re-send after a change of its name', async () => {
    const body = sampleProject(8001);
    const request = await walk.send(8001, { ...body, project: { ...body.project, name: 'Riverside East' } });
    expect(request.status).toBe('ready_to_update');
    await decide(await service.linkTo('approver', request.id), 'accept');
    await expect
      .poll(async () => (await walk.status(8001)).synced?.snapshot_sha256, PATIENCE)
      .toBe(request.snapshot_sha256);
    expect(await accounts('26-8001')).toMatchObject([{ name: expect.stringContaining('Riverside East') as string }]);
    expect(await projects('1-8001')).toMatchObject([{ name: expect.stringContaining('Riverside East') as string }]);
  });

  it('is rejected with a reason, and nothing reaches Tryton', async () => {
    const request = await walk.send(8002);
    await decide(await service.linkTo('approver', request.id), 'reject', 'The total is from last year.');
    expect((await walk.status(8002)).last_request).toMatchObject({
      status: 'rejected',
      decision: { reason: 'The total is from last year.' },
    });
    expect(await accounts('26-8002')).toEqual([]);
  });

  it('ends in exactly one job when the server stops answering in the middle of the call', async () => {
    const request = await walk.send(8003);
    const link = await service.linkTo('approver', request.id);
    tryton.pause();
    await decide(link, 'accept');
    await expect
      .poll(async () => (await walk.status(8003)).last_request?.exports.map(({ outcome }) => outcome), PATIENCE)
      .toContainEqual(expect.stringMatching(/^(unknown|unavailable)$/));
    tryton.resume();
    await synced(8003);
    expect(await accounts('26-8003')).toHaveLength(1);
    expect(await projects('1-8003')).toHaveLength(1);
  });
});
