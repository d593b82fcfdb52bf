import { keyRing } from '#domain/links.ts';
import { NEW_CONNECTION, type Connection } from '#domain/connection.ts';
import type { Integration } from '#domain/integration.ts';
import { VersionConflict } from '#domain/ports.ts';
import type { IntegrationKey, Ledger, ProjectKey, WorkflowError, Execution } from '#domain/ports.ts';
import type { EventBus, Mail, MailTask } from '#domain/telling.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import type { Process } from '#simulation/engine/process.ts';
import { AWS } from '#simulation/engine/services.ts';
import { connectorSessionsOf } from '#simulation/erp/connector-session.ts';
import { erpSessionsOf } from '#simulation/erp/session.ts';
import { LINK_KEY } from '#simulation/invariants/secrets.ts';
import { BELIEVED_MS, integrationAt } from '#simulation/world/directory.ts';
import { composer, type SimulatedMail } from '#simulation/world/mailbox.ts';
import type { World } from '#simulation/world/world.ts';

export const STAGE = 'simulation';
const PUBLIC_URL = 'https://erp.example.com';

/** Before and after the operators have rotated them. */
export const RINGS = {
  first: keyRing.parse({ current: 'k1', k1: LINK_KEY }),
  rotated: keyRing.parse({ current: 'k2', k1: LINK_KEY, k2: `${LINK_KEY}-2` }),
};

/** How long a container keeps them, in milliseconds: functions/aws/secrets.ts. */
const KEPT_MS = 300_000;

/** One read in so many goes through the item's attributes and its schema. */
const READ_IN_FULL = 1 / 50;

/** So often both items of a `prepare` travel apart: the batch is not atomic. */
const APART = 0.3;

async function* keysFrom(keys: Promise<readonly ProjectKey[]>): AsyncGenerator<ProjectKey> {
  yield* await keys;
}

const isSimulated = (mail: Mail): mail is SimulatedMail => 'requestId' in mail;

/** Calls to the table. A restore makes another one: what is on its way then reaches the table that nobody reads any more. */
const tableCalls =
  (world: World, process: Process) =>
  <Value>(place: string, effect: () => Value): Promise<Value> => {
    const { era } = world;
    return process.call(AWS, place, () => {
      if (world.era !== era) throw new Error('The table has been replaced.');
      return effect();
    });
  };

const ledgerOf = (world: World, process: Process): Ledger => {
  const { table } = world;
  let writes = 0;
  const call = tableCalls(world, process);
  const prepareApart = async (snapshot: () => void, closed: () => void): Promise<void> => {
    await Promise.all([call('ledger.prepare', snapshot), call('ledger.prepare', closed)]);
  };
  return {
    read: (key) => {
      const isInFull = process.random.chance(READ_IN_FULL);
      return call('ledger.read', () => (isInFull ? table.read(key) : table.peek(key)));
    },
    write: (before, next) => {
      const writeId = `${process.name} ${(writes += 1)}`;
      return call('ledger.write', () => {
        const stood = table.peek({ companyId: next.company_id, projectId: next.project_id });
        if (table.write(before, next, writeId)) world.written(stood, next, process);
      });
    },
    prepare: (companyId, sha256, snapshot, closed: ProjectRecord | null) => {
      const putSnapshot = (): void => table.putSnapshot(companyId, sha256, snapshot);
      const putClosed = (): void => {
        if (closed !== null) table.putClosed(closed);
      };
      if (closed !== null && process.random.chance(APART)) return prepareApart(putSnapshot, putClosed);
      return call('ledger.prepare', () => {
        putSnapshot();
        putClosed();
      });
    },
    readSnapshot: (companyId, sha256) => call('ledger.readSnapshot', () => table.readSnapshot(companyId, sha256)),
    readClosed: (key, number) => call('ledger.readClosed', () => table.readClosed(key, number)),
    list: (companyId, filter) => call('ledger.list', () => table.list(companyId, filter)),
    due: (now) => keysFrom(call('ledger.due', () => table.due(now))),
    open: () => keysFrom(call('ledger.open', () => table.open())),
  };
};

const integrationsOf = (world: World, process: Process) => {
  // A container may have read them up to a minute before.
  const age = process.random.between(0, BELIEVED_MS);
  const call = tableCalls(world, process);
  return {
    list: (companyId: number) => {
      const company = world.companies.find(({ id }) => id === companyId);
      const known = company === undefined ? [] : [integrationAt(company, world.host.timeline.now - age)];
      return process.isOver ? new Promise<never>(() => undefined) : Promise.resolve(known);
    },
    put: () => Promise.resolve(),
    handBack: () => Promise.resolve(),
    connection: ({ companyId }: IntegrationKey) =>
      call('integrations.connection', () => world.connections.get(companyId) ?? NEW_CONNECTION),
    connect: ({ companyId }: IntegrationKey, before: Connection, next: Connection) =>
      call('integrations.connect', () => {
        const { version } = world.connections.get(companyId) ?? NEW_CONNECTION;
        if (version !== before.version) throw new VersionConflict(null);
        world.connections.set(companyId, next);
      }),
  };
};

/** The ERPs of the companies: one of them through a real connector where a run is about that. */
const erpOf = (world: World, process: Process) => {
  const simulated = erpSessionsOf(world.erpSurroundings, process);
  if (world.connected === null) return simulated;
  const { connector, books, companyId } = world.connected;
  const connected = connectorSessionsOf(world.erpSurroundings, connector, books, process);
  const of = (integration: Pick<Integration, 'company_id'>) =>
    integration.company_id === companyId ? connected : simulated;
  return {
    openSession: (integration: Integration) => of(integration).openSession(integration),
    lookUpJob: (integration: Integration, jobId: string) => of(integration).lookUpJob(integration, jobId),
    lookUpOptions: (integration: Integration, key: string, typed: string) =>
      of(integration).lookUpOptions(integration, key, typed),
  };
};

/** So likely it is, compared with a fault of a call, that the bus refuses an entry. */
const REFUSALS = 4;

const eventBusOf = ({ bus, host }: World, process: Process): EventBus => ({
  put: (events) =>
    process.call(AWS, 'bus.put', () =>
      bus.put(events, (index) => host.faults.strike(process, `entry ${index}`, ['event_refused'], REFUSALS) !== null),
    ),
});

/** Every port as one process has it: each call travels, and may go wrong. */
export const portsOf = (world: World, process: Process) => {
  const { host, workflow, queue } = world;
  const age = world.hasRotated ? process.random.between(0, KEPT_MS) : 0;
  const call = <Value>(place: string, effect: () => Value): Promise<Value> => process.call(AWS, place, effect);
  const told = {
    succeed: (token: string) => call('workflow.succeed', () => workflow.succeed(token)),
    fail: (token: string, error: WorkflowError) => call('workflow.fail', () => workflow.fail(token, error)),
  };
  return {
    ledger: ledgerOf(world, process),
    integrations: integrationsOf(world, process),
    erps: world.erps,
    workflow: {
      start: (execution: Execution) => call('workflow.start', () => workflow.start(execution)),
      ...told,
    },
    waiting: told,
    mailQueue: {
      add: (task: MailTask, reason: string) =>
        call('queue.add', () => {
          world.queued(task, reason);
          queue.add(task, reason);
        }),
    },
    mailer: {
      send: (mail: Mail) =>
        call('mailer.send', () => {
          if (isSimulated(mail)) world.mailed(mail, process);
        }),
    },
    publishesEvents: world.publishesEvents,
    eventBus: world.publishesEvents ? eventBusOf(world, process) : null,
    composeMail: composer(world.rendersMails),
    linkKeys: (kid?: string) => Promise.resolve(world.ringAt(process.startedAt - age, kid)),
    stage: STAGE,
    publicUrl: PUBLIC_URL,
    clock: () => new Date(host.timeline.now),
    warn: (message: string, fields: Readonly<Record<string, string | number>>, cause?: unknown) =>
      world.warned(message, fields, cause),
    ...erpOf(world, process),
  };
};

export type Ports = ReturnType<typeof portsOf>;
