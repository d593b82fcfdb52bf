import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { decide } from '#local/walk/approval-form.ts';
import { aFolder } from '#test/local/folders.ts';
import { LocalService, PATIENCE } from '#test/support/local-service.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/ops.ts', import.meta.url));

const answer = z.record(z.string(), z.unknown());

/** Sweeps come once a minute. */
const SWEPT = { timeout: 240_000, interval: 1_000 };

let service: LocalService;
beforeAll(async () => {
  service = await LocalService.start();
}, 60_000);
afterAll(() => service.stop());

/** What the program answers programs, with the code that it ends with. */
const ops = async (...words: readonly string[]) => {
  const env = { ...process.env, DATA_DIR: service.dataDir };
  const child = spawn(process.execPath, [PROGRAM, ...words, '--local', '--json'], { env });
  const [stdout] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  const printed: Readonly<Record<string, unknown>> = { ...answer.parse(JSON.parse(stdout)), exitCode: child.exitCode };
  return printed;
};

const statusOf = async (link: string) => (await fetch(link, { redirect: 'manual' })).status;
const kidOf = (link: string) => /\/approvals\/([\w-]+)\./.exec(link)?.[1];

describe('drills on the running service', () => {
  it('list, expire: what waits is listed, ended, told to its sender', async () => {
    const { requestId, projectId } = await service.sendFresh();
    const listed = await ops('list', '--waiting');
    expect(listed['requests']).toMatchObject([{ company_id: 1, request_id: requestId, status: 'ready_to_export' }]);
    expect(await ops('expire', requestId, '--by', 'Pat Operator', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await service.statusOf(projectId)).toBe('expired');
    await expect
      .poll(async () => (await service.walk.mails()).some(({ subject }) => subject.includes('Expired')), PATIENCE)
      .toBe(true);
  });

  it('unlink, audit: a job is untied, and the whole history can be verified', async () => {
    const { projectId, link } = await service.sendFresh();
    await decide(link, 'accept');
    await expect.poll(() => service.statusOf(projectId), PATIENCE).toBe('synced');
    const reason = ['--by', 'Pat Operator', '--reason', 'wrong job'];
    expect(await ops('unlink', `1/${projectId}`, ...reason, '--yes')).toMatchObject({ status_after: 'not_sent' });
    expect(await service.statusOf(projectId)).toBe('not_sent');
    const file = join(aFolder(), 'company.jsonl');
    const exported = await ops('audit', 'export', '1', '--to', file, '--yes');
    expect(exported).toMatchObject({ exitCode: 0, verdict: 'intact' });
    expect(await ops('audit', 'verify', file)).toMatchObject({ exitCode: 0, events: exported['events'] });
  });

  it('erp pause, erp resume: what is accepted waits, and goes on', async () => {
    const by = ['--by', 'Pat Operator', '--reason', 'closing of the month'];
    expect(await ops('erp', 'pause', 'import-file', ...by, '--yes')).toMatchObject({ exitCode: 0 });
    const { projectId, requestId, link } = await service.sendFresh();
    await decide(link, 'accept');
    const waits = async () => (await ops('show', `1/${requestId}`))['waits_for'];
    await expect.poll(waits, PATIENCE).toContain('operators, who have paused exports');
    expect(await ops('erp', 'resume', '1/default', '--yes')).toMatchObject({ integrations: [{ exports: 1 }] });
    await expect.poll(() => service.statusOf(projectId), SWEPT).toBe('synced');
  }, 300_000);

  it('keys rotate: a link of the old key and one of the new key open at once, after a restart as well', async () => {
    const { link: old } = await service.sendFresh();
    expect(await statusOf(old)).toBe(200);
    const rotated = await ops('keys', 'rotate', '--yes');
    // Functions that know the old keys alone are given a link of the new one.
    const { link: mailed } = await service.sendFresh();
    expect([await statusOf(old), await statusOf(mailed)]).toEqual([200, 200]);
    await service.restart('SIGTERM');
    const { link: fresh } = await service.sendFresh();
    expect(kidOf(fresh)).toBe(rotated['current']);
    expect([await statusOf(old), await statusOf(fresh)]).toEqual([200, 200]);
    expect(await ops('keys', 'rotate', '--yes')).toMatchObject({ exitCode: 1, outcome: 'refused' });
  }, 120_000);

  it('keys compromised: old links and sessions are dead, new links are mailed and decide', async () => {
    const { requestId, projectId, link: old } = await service.sendFresh();
    const opened = await fetch(old, { redirect: 'manual', headers: { 'sec-fetch-mode': 'navigate' } });
    const cookie = opened.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const clean = new URL(opened.headers.get('location') ?? '', old).href;
    const inBrowser = async () => (await fetch(clean, { headers: { cookie } })).status;
    expect(await inBrowser()).toBe(200);
    const replaced = await ops('keys', 'compromised', '--by', 'Pat Operator', '--yes');
    await expect.poll(() => service.linksTo('approver', requestId), PATIENCE).toHaveLength(2);
    const [fresh = ''] = await service.linksTo('approver', requestId);
    expect(kidOf(fresh)).toBe(replaced['current']);
    expect([await statusOf(fresh), await statusOf(old)]).toEqual([200, 404]);
    // A function that still knows the old key finds the link's epoch over; the others find no such key.
    expect([403, 404]).toContain(await inBrowser());
    await decide(fresh, 'accept');
    await expect.poll(() => service.statusOf(projectId), PATIENCE).toBe('synced');
  }, 120_000);
});
