import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { decide } from '#local/walk/approval-form.ts';
import { walkThrough } from '#local/walk/walk-through.ts';
import { LocalService, PATIENCE } from '#test/support/local-service.ts';

/** Projects that are in the middle of something when the process dies. */
const WAITING = 7001;
const DECIDED = 7002;
const SENT = 7003;

/** People who may decide, all of whom are mailed. */
const APPROVERS = ['approver', 'second-approver', 'owner'];

const idOf = (projectId: number): string => `${projectId}-1`;

let service: LocalService;

const mailsAbout = async (projectId: number) =>
  (await service.walk.mails()).filter(
    ({ to, subject }) => subject.includes(idOf(projectId)) && APPROVERS.some((user) => to.startsWith(`${user}@`)),
  );

/** All approvers have mail. The status is read after the service has noted so: what it has not noted, it mails again. */
const allAreMailed = async (projectId: number): Promise<void> => {
  await vi.waitFor(async () => expect(await mailsAbout(projectId)).toHaveLength(APPROVERS.length), PATIENCE);
  await service.walk.status(projectId);
};

const acceptThroughLink = async (projectId: number): Promise<void> => {
  await decide(await service.linkTo('approver', idOf(projectId)), 'accept');
};

const endsSyncedWithOneExport = async (projectId: number): Promise<void> => {
  await expect.poll(() => service.statusOf(projectId), PATIENCE).toBe('synced');
  const exported = (await service.walk.exports()).filter(({ text }) => text.includes(`26-${projectId}`));
  expect(exported).toHaveLength(1);
  const { last_request: last } = await service.walk.status(projectId);
  expect(last?.exports.filter(({ outcome }) => outcome === 'synced')).toHaveLength(1);
};

beforeAll(async () => {
  service = await LocalService.start();
});

afterAll(() => service.stop());

const get = async (path: string, init?: RequestInit) => {
  const response = await fetch(service.url + path, init);
  return { status: response.status, text: await response.text() };
};

/** A token that the service's issuer gave before it was ended. */
const tokenOf = async (username: string): Promise<string> => {
  const { text } = await get('/local/oauth/token', { method: 'POST', body: new URLSearchParams({ username }) });
  return z.object({ access_token: z.string() }).parse(JSON.parse(text)).access_token;
};

const mailsAndExports = () => Promise.all([get('/local/mail'), get('/local/exports')]);

describe('a project that was walked through, after a stop and a start', () => {
  const steps: string[] = [];
  let token: string;
  let kept: Awaited<ReturnType<typeof mailsAndExports>>;

  beforeAll(async () => {
    await walkThrough(service.url, (step) => steps.push(step));
    token = await tokenOf('viewer');
    // Three approvers are asked before; the receipts to the sender and to who accepted follow the export by a moment.
    await vi.waitFor(async () => expect(await service.walk.mails()).toHaveLength(5), PATIENCE);
    kept = await mailsAndExports();
    await service.restart('SIGTERM');
  });

  it('had reached the accountant', () => {
    expect(steps.at(-1)).toContain('the accountant has');
  });

  it('is kept, with its mails and its file, and so is who was signed in', async () => {
    expect(await mailsAndExports()).toEqual(kept);
    const list = await get('/rest/v1.0/companies/1/erp_requests', { headers: { authorization: `Bearer ${token}` } });
    expect(list.status).toBe(200);
    expect(JSON.parse(list.text)).toMatchObject([{ status: 'synced' }]);
  });

  it('is shown on the pages of this machine', async () => {
    const page = await get('');
    expect(page.status).toBe(200);
    expect(page.text).toContain('Re-send to ERP');
    expect((await get('/local/mails?number=1')).text).toContain('<!doctype html>');
    expect((await get('/local/oauth/.well-known/openid-configuration')).text).toContain('/local/oauth/jwks.json');
  });

  it('is shown to nobody who is not from here', async () => {
    const foreign = request(`${service.url}/local/mail`, { headers: { host: 'evil.example.com' } }).end();
    const [refusal] = (await once(foreign, 'response')) as [{ statusCode: number; resume: () => void }];
    refusal.resume();
    expect(refusal.statusCode).toBe(403);
  });
});

describe('after kill -9', () => {
  beforeAll(async () => {
    for (const project of [WAITING, DECIDED]) await service.walk.send(project);
    await Promise.all([allAreMailed(WAITING), allAreMailed(DECIDED)]);
    await Promise.all([acceptThroughLink(DECIDED), service.walk.send(SENT)]);
    await service.restart('SIGKILL');
  });

  it("goes on from the decision's write: the export is made once", async () => {
    await endsSyncedWithOneExport(DECIDED);
  });

  it('goes on waiting: the link mailed before still decides, and nobody is mailed twice', async () => {
    expect(await mailsAbout(WAITING)).toHaveLength(APPROVERS.length);
    await acceptThroughLink(WAITING);
    await endsSyncedWithOneExport(WAITING);
  });

  it("goes on from the send's write: the request is asked about once, and can be decided", async () => {
    await allAreMailed(SENT);
    await acceptThroughLink(SENT);
    await endsSyncedWithOneExport(SENT);
  });
});
