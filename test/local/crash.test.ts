import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { decide } from '#local/walk/approval-form.ts';
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
  for (const project of [WAITING, DECIDED]) await service.walk.send(project);
  await Promise.all([allAreMailed(WAITING), allAreMailed(DECIDED)]);
  await Promise.all([acceptThroughLink(DECIDED), service.walk.send(SENT)]);
  await service.restart('SIGKILL');
});

afterAll(() => service.stop());

describe('after kill -9', () => {
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
