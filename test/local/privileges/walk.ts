import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { DEPLOYMENT_FILE, localDeployment } from '#local/deployment.ts';
import { NO_INSTRUMENTS } from '#local/instruments.ts';
import { Progress } from '#local/progress.ts';
import type { Settings } from '#local/settings.ts';
import { start } from '#local/start.ts';
import { connectors } from '#lib/connectors.ts';
import { Company } from './company.ts';
import * as flows from './flows.ts';
import { Operator } from './operator.ts';
import { Recorder } from './recorder.ts';

/** In which every schedule has come round. */
const QUARTER_MS = 15 * 60_000;

/** States of projects, one for each integration; the default one has none of them. */
const STATES = ['AK', 'AL', 'AR', 'AZ', 'CO', 'CT', 'DE', 'FL', 'GA', 'HI', 'IA', 'ID', 'IL', 'IN', 'KS', 'KY'];

/** Two integrations with an ERP whose tokens are replaced: one for each function that may be the first to sign in. */
const integrateAll = async (world: flows.World) => {
  const states = STATES.values();
  const integrate = (id: string, erp: string) => flows.integrate(world, id, erp, states.next().value ?? '');
  const askedFirst: flows.Served[] = [];
  const exportedFirst: flows.Served[] = [];
  for (const { id, delivery, rotates_tokens: rotates } of connectors) {
    if (delivery === 'call') askedFirst.push(await integrate(id, id));
    if (rotates) exportedFirst.push(await integrate(`${id}-exported-first`, id));
  }
  return { askedFirst, exportedFirst };
};

/** What people, time and crashes do to a deployment, so that each of its functions does all that it ever does. */
const walk = async (world: flows.World): Promise<void> => {
  const { askedFirst, exportedFirst } = await integrateAll(world);
  const [some] = askedFirst;
  if (some === undefined) throw new Error('No connector calls an ERP.');
  for (const each of [...askedFirst, ...exportedFirst]) await flows.putCredentials(world.operator, each);
  for (const each of askedFirst) await flows.sendThroughThePage(world, each);
  for (const each of exportedFirst) await flows.exportFirst(world, each);
  await flows.retryARefusal(world, some);
  await flows.exportAFile(world);
  await flows.reject(world);
  await flows.retrieve(world);
  await flows.exportTooEarly(world, connectors.map(({ id }) => `send-to-erp-local-export-${id}`)); // prettier-ignore
  await flows.letTheWindowPass(world);
  await flows.loseAWakeUp(world, some);
  await flows.poisonTheQueue(world);
  await flows.list(world, some);
  vi.advanceTimersByTime(QUARTER_MS);
  await world.recorder.has('count-waiting', 'dynamodb:GetItem');
};

/** All calls to AWS, and all refusals, while a service that runs on one machine is walked through. */
export const recordWalk = async (settings: Settings): Promise<Recorder> => {
  const recorder = new Recorder();
  // The schedule alone goes by intervals.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const cloud = await start(settings, new Progress(() => undefined), { ...NO_INSTRUMENTS, watch: recorder });
  try {
    const deployment = localDeployment.parse(JSON.parse(readFileSync(join(settings.dataDir, DEPLOYMENT_FILE), 'utf8')));
    const company = new Company(cloud.url, settings.dataDir);
    await walk({ company, operator: new Operator(deployment), recorder });
  } catch (cause) {
    // What is refused is often why a flow does not come to its end.
    throw new Error(['The walk did not come to its end.', ...recorder.refusals].join('\n'), { cause });
  } finally {
    await cloud.stop();
    vi.useRealTimers();
  }
  return recorder;
};
