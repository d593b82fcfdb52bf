import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startChild, type Child } from '#local/child.ts';
import { decide } from '#local/walk/approval-form.ts';
import { linkIn, Walk } from '#local/walk/walk.ts';

const PROJECT = 7001;
const PATIENCE = { timeout: 40_000, interval: 100 };

let dataDir: string;
let child: Child;
let walk: Walk;

const start = async (port: string): Promise<void> => {
  child = await startChild({ PORT: port, DATA_DIR: dataDir });
  walk = new Walk(child.url);
};

/** kill -9, then start again on the same DATA_DIR and port. */
const crash = async (): Promise<void> => {
  await child.end('SIGKILL');
  await start(new URL(child.url).port);
};

const mailedLink = () =>
  expect.poll(async () => (await walk.mails()).filter(({ to }) => to.startsWith('approver@')).map(linkIn), PATIENCE);

/** All three approvers have mail. The status is read after the service has noted so: what it has not noted, it mails again. */
const allAreMailed = async (): Promise<void> => {
  await expect.poll(() => walk.mails(), PATIENCE).toHaveLength(3);
  await walk.status(PROJECT);
};

const acceptThroughLink = async (): Promise<void> => {
  await mailedLink().toHaveLength(1);
  const [mail] = (await walk.mails()).filter(({ to }) => to.startsWith('approver@'));
  await decide(linkIn(mail!) ?? '', 'accept');
};

const endsSyncedWithOneExport = async (): Promise<void> => {
  await expect.poll(async () => (await walk.status(PROJECT)).status, PATIENCE).toBe('synced');
  expect(await walk.exports()).toHaveLength(1);
  const { last_request: last } = await walk.status(PROJECT);
  expect(last?.exports.filter(({ outcome }) => outcome === 'synced')).toHaveLength(1);
};

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'send-to-erp-crash-'));
  await start('0');
});

afterEach(async () => {
  await child.end('SIGKILL');
  await rm(dataDir, { recursive: true, force: true });
});

describe('after kill -9', () => {
  it("goes on from the send's write: the request is asked about once, and can be decided", async () => {
    await walk.send(PROJECT);
    await crash();
    await acceptThroughLink();
    await endsSyncedWithOneExport();
  });

  it('goes on waiting: the link mailed before still decides, and nobody is mailed twice', async () => {
    await walk.send(PROJECT);
    await allAreMailed();
    await crash();
    await acceptThroughLink();
    await endsSyncedWithOneExport();
  });

  it("goes on from the decision's write: the export is made once", async () => {
    await walk.send(PROJECT);
    await acceptThroughLink();
    await crash();
    await endsSyncedWithOneExport();
  });
});
