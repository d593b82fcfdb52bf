import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { doubleOf } from '#erp/double.ts';
import { noJournal } from '#local/erp/journal.ts';
import { ServedErp } from '#local/erp/served-erp.ts';
import { PatientClient, type Ended } from '#soak/client.ts';
import { KilledService, ownMemoryMb } from '#soak/killed-service.ts';
import { openOffices } from '#soak/offices.ts';
import type { SoakOptions } from '#soak/options.ts';
import { seeded } from '#soak/random.ts';

/** Requests under way at once: more than the machine has sandboxes, so that a kill always hits some. */
const LINES = 12;
/** The last of them are served by one process that is not killed: its memory is what is measured. */
const UNKILLED_SHARE = 0.3;
/**
 * Accepted and not exported yet. Each of them is taken up anew after a kill, and what waits for the ERP would be measured as
 * memory that grows. Kills alone leave some 90 behind: about four each, for the five minutes that an unknown outcome takes.
 */
const MOST_AHEAD = 150;
/** Share of that process's time after which all its sandboxes are there. */
const WARM = 0.2;
const LOOK_AGAIN_MS = 500;
const FIRST_PROJECT = 100_000;
/** Beyond the longest chain of waits after silence: when nothing has come to its end for so long, nothing will. */
const STUCK_AFTER_MS = 20 * 60_000;

/** What a soak found. */
export interface SoakReport {
  readonly requests: number;
  readonly kills: number;
  readonly seconds: number;
  readonly requestsPerSecond: number;
  /** Own memory of the last process once it is warm, in the middle and at the end, in MB. */
  readonly memoryMb: readonly [number, number, number];
  /** What went wrong, one line each; empty when all is right. */
  readonly faults: readonly string[];
}

type Say = (line: string) => void;

const repeated = (values: readonly string[]): string[] => {
  const seen = new Set<string>();
  return values.filter((value) => seen.size === seen.add(value).size);
};

/** Each request synced by one confirmed export, and one job in the ERP for each. */
const faultsOf = (ended: readonly Ended[], jobIds: readonly string[], expected: number): string[] => [
  ...(ended.length === expected ? [] : [`${ended.length} of ${expected} requests are there`]),
  ...ended.filter(({ status }) => status !== 'synced').map(({ id, status }) => `${id} is ${status}`),
  ...ended
    .filter(({ status, confirmed }) => status === 'synced' && confirmed !== 1)
    .map(({ id, confirmed }) => `${id} was confirmed ${confirmed} times`),
  ...(jobIds.length === expected ? [] : [`${jobIds.length} jobs are in the ERP instead of ${expected}`]),
  ...repeated(jobIds).map((id) => `job ${id} was made twice`),
];

/** Sends and accepts all projects, some at once, and tells how many are through. */
const sendAll = async (
  client: PatientClient,
  requests: number,
  mayGoOn: () => Promise<void>,
  onAccepted: () => void,
): Promise<void> => {
  let next = 0;
  const line = async (): Promise<void> => {
    while (next < requests) {
      const request = await client.send(FIRST_PROJECT + next++);
      await client.accept(request);
      onAccepted();
      await mayGoOn();
    }
  };
  await Promise.all(Array.from({ length: LINES }, line));
};

const untilAllEnded = async (client: PatientClient, erp: ServedErp, requests: number, say: Say): Promise<void> => {
  let last = { synced: 0, at: Date.now() };
  while (Date.now() < last.at + STUCK_AFTER_MS) {
    const synced = await client.count('synced');
    say(`${synced} of ${requests} are synced, ${erp.jobs().length} jobs are in the ERP`);
    if (synced === requests) return;
    if (synced > last.synced) last = { synced, at: Date.now() };
    await wait(5_000);
  }
};

/**
 * Requests through send, decide and export on the stack of `npm start`, whose process is killed every few seconds; the ERP
 * and the clients live on.
 */
export const soak = async ({ requests, seed, killEvery }: SoakOptions, say: Say): Promise<SoakReport> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'send-to-erp-soak-'));
  // It outlives the service, and jobs made twice can be counted in it.
  const erp = await ServedErp.open(await doubleOf('tryton'), noJournal, () => new Date());
  const { user = '', password = '' } = erp.credentials;
  const service = await KilledService.start({
    DATA_DIR: dataDir,
    LOCAL_ERP: 'tryton',
    TRYTON_URL: String(erp.settings['url']),
    TRYTON_USER: user,
    TRYTON_PASSWORD: password,
  });
  try {
    const random = seeded(seed);
    const client = new PatientClient(service.url);
    await openOffices(dataDir, erp);
    const began = Date.now();
    const memory: number[] = [];
    let accepted = 0;
    const killedRequests = Math.ceil(requests * (1 - UNKILLED_SHARE));
    const measureWhile = async (isOver: () => boolean): Promise<void> => {
      while (!isOver()) {
        memory.push(await ownMemoryMb(service.pid));
        if (memory.length % 5 === 0)
          say(`${accepted} of ${requests} are accepted; no more kills; ${memory.at(-1)?.toFixed(0)} MB`);
        await wait(1_000);
      }
    };
    const killing = service.killUntil(
      () => accepted >= killedRequests,
      () => {
        say(`${accepted} of ${requests} are accepted, ${erp.jobs().length} jobs, ${service.kills} kills`);
        return random.between(killEvery / 2, killEvery * 1.5);
      },
    );
    const measuring = killing.then(() => measureWhile(() => accepted === requests));
    // Counted for all lines at once: the ERP is served by this very process.
    let ahead = 0;
    const counting = setInterval(() => (ahead = accepted - erp.jobs().length), LOOK_AGAIN_MS);
    const mayGoOn = async (): Promise<void> => {
      while (ahead > MOST_AHEAD) await wait(LOOK_AGAIN_MS);
    };
    await Promise.all([sendAll(client, requests, mayGoOn, () => void (accepted += 1)), killing, measuring]);
    clearInterval(counting);
    await untilAllEnded(client, erp, requests, say);
    memory.push(await ownMemoryMb(service.pid));
    const seconds = (Date.now() - began) / 1000;
    const faults = faultsOf(
      await client.all(),
      erp.jobs().map(({ job_id: jobId }) => jobId),
      requests,
    );
    const at = (share: number): number => memory[Math.floor((memory.length - 1) * share)] ?? NaN;
    return {
      requests,
      kills: service.kills,
      seconds,
      requestsPerSecond: requests / seconds,
      memoryMb: [at(WARM), at((1 + WARM) / 2), at(1)],
      faults,
    };
  } finally {
    await service.stop();
    await erp.close();
    await rm(dataDir, { recursive: true, force: true });
  }
};
