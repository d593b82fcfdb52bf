import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { dynamoLedger } from '#aws/ledger.ts';
import { sha256Of } from '#domain/canonical.ts';
import { NEW_CONNECTION, type Connection } from '#domain/connection.ts';
import type { OpenErpSession } from '#domain/erp.ts';
import { accept } from '#domain/life.ts';
import { send } from '#domain/opening.ts';
import { VersionConflict, type Integrations, type Ledger } from '#domain/ports.ts';
import { erps } from '#erp/erps.ts';
import { connector as tryton } from '#erp/tryton/index.ts';
import { startDynamo, type TestDynamo } from '#test/support/dynamo.ts';
import { aKnownIntegration, anActing, anApprover, aPolicy, aSent, aSnapshot } from '#test/support/records.ts';
import { seeded } from '#soak/random.ts';
import { SET_UP_MS, whyNoTryton } from '#test/e2e/tryton/packages.ts';
import { startTryton, type Tryton } from '#test/e2e/tryton/server.ts';
import { exportProject, type ExportResult } from '#use-cases/export-project.ts';

const reason = await whyNoTryton();

/** Time passes this many times as fast as on the wall: an hour's trouble fits into a minute, and all proportions stay. */
const TIMES = 60;
/** How long one call may take while the server is in trouble. */
const PATIENCE_MS = 1_500;
/** The connector's own limit. */
const OWN_PATIENCE_MS = 10_000;
/** Exports under way at once. */
const LINES = 4;
/** What the workflow waits before it repeats an attempt, in seconds of the test's time. */
const PAUSES = [15, 30, 60, 120, 240];
const STOPS = 200;
const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const RESTARTS = 5;
const WORKERS = 8;

const wait = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

describe.skipIf(reason !== null)(`exports to a Tryton server in trouble (SEED=${SEED})`, () => {
  let dynamo: TestDynamo;
  let server: Tryton;
  let ledger: Ledger;
  let lastProject = 1000;
  const began = Date.now();
  const clock = (): Date => new Date(began + (Date.now() - began) * TIMES);
  const integration = () =>
    aKnownIntegration({ erp: 'tryton', settings: { url: server.url }, policy: aPolicy({ approval_window: 'P365D' }) });

  beforeAll(async () => {
    [server, dynamo] = await Promise.all([startTryton(), startDynamo()]);
    ledger = dynamoLedger({ client: dynamo.newClient(), name: await dynamo.newTable() });
  }, SET_UP_MS);

  afterAll(async () => {
    await Promise.all([server.stop(), dynamo.stop()]);
  });

  let patienceMs = OWN_PATIENCE_MS;
  const impatient: typeof fetch = (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(patienceMs) });

  const connect: OpenErpSession = ({ settings }) =>
    tryton.connect({
      settings: { url: z.string().parse(settings['url']) },
      credentials: { user: server.user, password: server.password },
      clock,
      fetch: impatient,
      accessToken: () => Promise.reject(new Error('Tryton has sessions of its own.')),
      files: { put: () => Promise.reject(new Error()), exists: () => Promise.reject(new Error()) },
    });

  let opened: ReturnType<OpenErpSession> | null = null;
  /** One for all exports: signing in takes longer than everything else together, and is not what is tried here. */
  const openSession: OpenErpSession = (integration) => {
    opened ??= connect(integration).catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };

  let known: Connection = NEW_CONNECTION;
  const integrations: Integrations = {
    list: async () => [integration()],
    put: async () => undefined,
    handBack: async () => undefined,
    connection: async () => known,
    connect: async (_, before, next) => {
      if (before.version !== known.version) throw new VersionConflict(null);
      known = next;
    },
  };

  const exportOnce = (projectId: number): Promise<ExportResult> => {
    const deps = {
      ledger,
      integrations,
      erps,
      openSession,
      mailQueue: { add: async () => undefined },
      clock,
      warn: () => undefined,
    };
    return exportProject(deps, { companyId: 1, projectId, requestId: `${projectId}-1` });
  };

  /** A project that is accepted; nothing has been exported. */
  const accepted = async (): Promise<number> => {
    const projectId = (lastProject += 1);
    const snapshot = aSnapshot({ project: { id: projectId, name: `Harbour Bridge ${projectId}` } });
    const sha256 = sha256Of(snapshot);
    const sent = send(
      null,
      aSent({
        projectId,
        projectName: snapshot.project.name,
        suggestedJobId: `S-${projectId}`,
        integration: integration(),
        snapshotSha256: sha256,
        at: clock(),
      }),
    );
    await ledger.prepare(1, sha256, snapshot, null);
    await ledger.write(null, sent);
    await ledger.write(sent, accept(sent, anActing({ by: anApprover(), at: clock() }), {}));
    return projectId;
  };

  /** Attempts as the workflow makes them, and its next runs, until the job is confirmed. */
  const exportToTheEnd = async (projectId: number): Promise<number> => {
    for (let attempts = 1; attempts < 200; attempts += 1) {
      if ((await exportOnce(projectId)).outcome === 'synced') return attempts;
      await wait(((PAUSES[Math.min(attempts, PAUSES.length) - 1] ?? 0) / TIMES) * 1000);
    }
    throw new Error(`${projectId} was not exported.`);
  };

  const marked = z.array(z.object({ note: z.string().nullish(), comment: z.string().nullish() }));
  /** Project ids of all rows that bear a mark of this service. */
  const marksIn = async (model: string, field: 'note' | 'comment'): Promise<number[]> => {
    const domain = [[field, 'like', '%[send-to-erp:1-%']];
    const context = { company: 1, active_test: false };
    const rows = marked.parse(await server.ask(`model.${model}.search_read`, domain, 0, null, null, [field], context));
    return rows.map((row) => Number(/\[send-to-erp:1-(\d+)\]/.exec(row[field] ?? '')?.[1])).sort((a, b) => a - b);
  };
  const exported: number[] = [];
  /** All that were exported so far have one account and one project each, and nothing else has. */
  const oneEach = async (): Promise<void> => {
    const expected = exported.toSorted((a, b) => a - b);
    expect(await marksIn('analytic_account.account', 'note')).toEqual(expected);
    expect(await marksIn('project.work', 'comment')).toEqual(expected);
    for (const projectId of expected) {
      expect((await ledger.read({ companyId: 1, projectId }))?.request.status, String(projectId)).toBe('synced');
    }
  };

  /** Some at a time, one request after the other, until told to stop. Gives the number of attempts. */
  const exportUntil = async (isOver: () => boolean): Promise<number> => {
    let attempts = 0;
    const work = async (): Promise<void> => {
      while (!isOver()) {
        const projectId = await accepted();
        exported.push(projectId);
        const needed = await exportToTheEnd(projectId);
        attempts += needed;
      }
    };
    await Promise.all(Array.from({ length: LINES }, work));
    return attempts;
  };

  it('8 workers that export the same request at once make one job', async () => {
    for (let round = 0; round < 5; round += 1) {
      const projectId = await accepted();
      exported.push(projectId);
      const results = await Promise.all(Array.from({ length: WORKERS }, () => exportOnce(projectId)));
      const outcomes = results.map(({ outcome }) => outcome).sort();
      expect(outcomes).toEqual([...Array<string>(WORKERS - 1).fill('busy'), 'synced']);
    }
    await oneEach();
  });

  it(`loses and doubles nothing while the server is stopped and continued ${STOPS} times`, async () => {
    const random = seeded(SEED);
    let stops = 0;
    const disturb = async (): Promise<void> => {
      for (; stops < STOPS; stops += 1) {
        await wait(random.between(20, 300));
        server.pause();
        // One of ten outlasts the client's patience.
        await wait(random.between(0, 10) < 1 ? PATIENCE_MS + random.between(0, 500) : random.between(5, 200));
        server.resume();
      }
    };
    const before = exported.length;
    patienceMs = PATIENCE_MS;
    const [attempts] = await Promise.all([exportUntil(() => stops === STOPS), disturb()]);
    console.log(`${stops} stops, ${exported.length - before} requests, ${attempts} attempts, SEED=${SEED}`);
    await oneEach();
  });

  it('goes on when the server is killed and started again in the middle', async () => {
    const random = seeded(SEED + 1);
    let restarts = 0;
    const disturb = async (): Promise<void> => {
      for (; restarts < RESTARTS; restarts += 1) {
        await wait(random.between(300, 2_000));
        await server.restart();
      }
    };
    const before = exported.length;
    const [attempts] = await Promise.all([exportUntil(() => restarts === RESTARTS), disturb()]);
    console.log(`${restarts} restarts, ${exported.length - before} requests, ${attempts} attempts, SEED=${SEED}`);
    await oneEach();
  });
});
