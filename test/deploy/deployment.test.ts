import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { decide } from '#local/walk/approval-form.ts';
import { sampleProject } from '#local/walk/sample-project.ts';
import { linkIn } from '#local/walk/walk.ts';
import { PATIENCE } from '#test/support/local-service.ts';
import { pythonTools } from '#test/support/python.ts';
import { DeployedStage } from './deployed-stage.ts';
import { calledErps, ServedErps } from './served-erps.ts';

const tools = await pythonTools(join(import.meta.dirname, 'requirements.txt'));
const why = 'missing' in tools ? ` (skipped: ${tools.missing})` : '';

/** So long functions keep the integrations that they read: functions/aws/integrations.ts. */
const A_MINUTE_MS = 60_000;

/** The schedule calls the sweeper once a minute. */
const A_MINUTE_AND_MORE = { timeout: 75_000, interval: 500 };

describe.skipIf('missing' in tools)(`a stage deployed to an emulated AWS${why}`, () => {
  let stage: DeployedStage;
  beforeAll(async () => {
    if ('missing' in tools) return;
    stage = await DeployedStage.deploy(tools.bin);
    return () => stage.stop();
  });

  /** The link in the one mail that the approver got about a request. */
  const linkTo = (requestId: string): Promise<string> =>
    vi.waitFor(async () => {
      const mails = (await stage.walk.mails()).filter(
        ({ to, subject }) => to.startsWith('approver@') && subject.includes(requestId),
      );
      expect(mails).toHaveLength(1);
      return linkIn(mails[0]!)!;
    }, PATIENCE);

  /** What an approver chooses where the ERP of an integration wants something chosen: the first that it offers. */
  const choicesFor = async (projectId: number, integrationId: string): Promise<Record<string, string>> => {
    const integration = (await stage.walk.integrations()).find(({ id }) => id === integrationId)!;
    const asked = integration.accept_fields.filter(({ required }) => required);
    const chosen = asked.map(async ({ key }) => [key, (await stage.walk.options(projectId, key))[0]!.value] as const);
    return Object.fromEntries(await Promise.all(chosen));
  };

  const becomes = (projectId: number, status: string): Promise<void> =>
    vi.waitFor(async () => expect((await stage.walk.status(projectId)).status).toBe(status), PATIENCE);

  const ended = (requestId: string): Promise<void> =>
    vi.waitFor(
      async () => expect(await stage.executionsFor(requestId)).toEqual({ [`1-${requestId}-1`]: 'SUCCEEDED' }),
      PATIENCE,
    );

  it.each([
    ['without a token', {}],
    ['with a token of nobody', { authorization: 'Bearer e30.e30.e30' }],
  ])('turns away who comes %s', async (_, headers) => {
    const answer = await fetch(`${stage.url}/rest/v1.0/companies/1/erps`, { headers });
    expect(answer.status).toBe(401);
  });

  it('takes a project from the button to the file: mailed, looked at, accepted, exported', async () => {
    const { id } = await stage.walk.send(5001);
    await decide(await linkTo(id), 'accept');
    await becomes(5001, 'synced');
    await ended(id);
    const [file] = await stage.walk.exports();
    expect(file?.name).toBe('1-5001/5001-1.csv');
    expect(file?.text).toContain('Riverside Medical Office Building 5001');
  });

  it('ends a request that is rejected, and tells its sender', async () => {
    const { id } = await stage.walk.send(5002);
    await decide(await linkTo(id), 'reject', 'The address is missing.');
    await becomes(5002, 'rejected');
    await ended(id);
    await vi.waitFor(async () => {
      const told = (await stage.walk.mails()).filter(({ to }) => to.startsWith('project-admin@'));
      expect(told.some(({ text }) => text.includes('The address is missing.'))).toBe(true);
    }, PATIENCE);
  });

  it('is found by operators by its name', async () => {
    const shown = await stage.ops('show 1/5001-1');
    expect(shown).toMatchObject({ status: 0, stderr: '' });
    expect(shown.stdout).toContain('It is synced');
  });

  describe('and once more, with other settings', () => {
    let erps: ServedErps;
    let before: ReadonlyMap<string, string>;
    let waiting: string;
    let redeployedAt: number;
    beforeAll(async () => {
      if ('missing' in tools) return;
      erps = await ServedErps.open();
      waiting = await linkTo((await stage.walk.send(5003)).id);
      before = await stage.resources();
      await stage.redeploy(({ integrations, ...settings }) => ({
        ...settings,
        integrations: [...(integrations as object[]), ...erps.integrations],
        logRetention: 30,
        throttling: { rate: 50, burst: 100 },
      }));
      redeployedAt = Date.now();
      return () => erps.close();
    });

    it('is made of the same resources: none is replaced', async () => {
      expect(before.size).toBeGreaterThan(100);
      expect(await stage.resources()).toEqual(before);
    });

    it('still has all requests', async () => {
      expect((await stage.walk.status(5001)).status).toBe('synced');
      expect((await stage.walk.status(5002)).status).toBe('rejected');
    });

    it('goes on with a request that waited through the deployment', async () => {
      await decide(waiting, 'accept');
      await becomes(5003, 'synced');
      await ended('5003-1');
    });

    it('takes up the new integrations within the minute that its functions keep the ones before', async () => {
      await vi.waitFor(() => expect(Date.now() - redeployedAt).toBeGreaterThan(A_MINUTE_MS), A_MINUTE_AND_MORE);
      const offered = (await stage.walk.integrations()).map(({ id }) => id);
      expect(offered.toSorted()).toEqual(['accounting', ...calledErps.map(({ id }) => id)].toSorted());
    });

    it.each(calledErps)('exports to $id with the credentials of its secret', async ({ id: erp, officeId }) => {
      const double = erps.of(erp);
      await stage.putCredentials(erp, erp, double.credentials);
      const projectId = 6000 + officeId;
      const sample = sampleProject(projectId);
      const ofTheOffice = { ...sample, project: { ...sample.project, office_id: officeId } };
      const { id, integration } = await stage.walk.send(projectId, ofTheOffice);
      expect(integration.id).toBe(erp);
      await decide(await linkTo(id), 'accept', '', await choicesFor(projectId, erp));
      await becomes(projectId, 'synced');
      expect(double.jobs().map(({ name }) => name)).toEqual([expect.stringContaining(String(projectId))]);
    });

    it('has its sweeper called by the schedule', async () => {
      await vi.waitFor(() => expect(stage.hasSwept).toBe(true), A_MINUTE_AND_MORE);
    });
  });
});
