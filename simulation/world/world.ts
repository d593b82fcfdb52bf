import { isOpen, type Request } from '#domain/request.ts';
import type { Traffic } from '#domain/capability.ts';
import type { Erps, Job } from '#domain/erp.ts';
import { exportIsOutstanding } from '#domain/attempts.ts';
import type { Connection } from '#domain/connection.ts';
import { patienceWith } from '#domain/due.ts';
import type { KeyRing } from '#domain/links.ts';
import type { PublishedEvent } from '#domain/event-detail.ts';
import type { MailTask } from '#domain/telling.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import { erps } from '#erp/erps.ts';
import { allConnectors } from '#erp/registry.ts';
import { SimulatedBus } from '#simulation/aws/event-bus.ts';
import { FifoQueue } from '#simulation/aws/fifo-queue.ts';
import { functionsOf } from '#simulation/aws/functions.ts';
import { LedgerTable } from '#simulation/aws/ledger-table.ts';
import { Schedule } from '#simulation/aws/schedule.ts';
import { StepFunctions } from '#simulation/aws/step-functions.ts';
import type { Host, Process } from '#simulation/engine/process.ts';
import { Random } from '#simulation/engine/random.ts';
import type { AnyConnector } from '#erp/connector.ts';
import type { Timeline } from '#simulation/engine/timeline.ts';
import type { ConnectorUnderTest } from '#simulation/erp/connector.ts';
import { DoubleBooks } from '#simulation/erp/double-books.ts';
import { SimulatedErp, type Books } from '#simulation/erp/erp.ts';
import type { ErpSurroundings } from '#simulation/erp/session.ts';
import { afterErpWrites, afterWrites } from '#simulation/invariants/all.ts';
import { requestName, type Change, type ErpWrite } from '#simulation/invariants/change.ts';
import { hasHappened } from '#simulation/invariants/events.ts';
import { failedWithoutJob, syncedJobExists } from '#simulation/invariants/exports.ts';
import type { InvariantName } from '#simulation/invariants/rule.ts';
import { holdsNoSecret } from '#simulation/invariants/secrets.ts';
import { recordIsOwn, textIsOwn } from '#simulation/invariants/tenants.ts';
import { companiesOf, type Company } from '#simulation/world/directory.ts';
import { History } from '#simulation/world/history.ts';
import type { SimulatedMail } from '#simulation/world/mailbox.ts';
import { consumeMails } from '#simulation/world/mail-runs.ts';
import { portsOf, RINGS } from '#simulation/world/ports.ts';
import { startSweep } from '#simulation/world/sweeps.ts';
import type { DecideCall } from '#use-cases/decide-request.ts';

/** An invariant that does not hold. */
export interface Violation {
  readonly invariant: InvariantName;
  readonly message: string;
  readonly at: number;
}

/** Jobs that people made in an ERP before this service came. */
export const MADE_BY_PEOPLE = ['H-1', 'H-2'] as const;

/** How long an accepted request may wait for its first attempt, besides what its earlier runs cost it, in milliseconds. */
const BEGINS_WITHIN_MS = 3_600_000;

/** What an ERP bears; null leaves it at what its connector says. */
const TRAFFICS: readonly (Traffic | null)[] = [
  null,
  { at_once: 1, per_minute: null },
  { at_once: 1, per_minute: 1 },
  { at_once: 2, per_minute: 6 },
];

/** What others want to hear of. */
export interface Listeners {
  readonly onChange: (change: Change) => void;
  readonly onMail: (mail: SimulatedMail) => void;
}

/** The company whose ERP a tested connector reaches. */
const CONNECTED = 1;

const connectedOf = ({ connector, makeDouble }: ConnectorUnderTest, timeline: Timeline) => {
  const double = makeDouble({ clock: () => new Date(timeline.now) });
  for (const jobId of MADE_BY_PEOPLE) double.makeByHand({ job_id: jobId, name: `Job ${jobId}` });
  return { connector, books: new DoubleBooks(double, () => timeline.now), companyId: CONNECTED };
};

const connectors = await allConnectors();

const repeatedCreateOf = (erp: string): 'same_job' | 'second_job' =>
  connectors.find(({ id }) => id === erp)?.repeated_create ?? 'second_job';

/** Everything there is in a run: the service's surroundings, the companies, and what really happened. */
export class World {
  readonly host: Host;
  readonly companies: readonly Company[];
  readonly history = new History();
  readonly table: LedgerTable;
  readonly workflow: StepFunctions;
  readonly queue: FifoQueue;
  /** Programs are told of transitions: in every other run. */
  readonly publishesEvents: boolean;
  readonly bus: SimulatedBus;
  /** The connectors' profiles, of ERPs that bear little in one run and much in another. */
  readonly erps: Erps;
  /** The way to each company's ERP. */
  readonly connections = new Map<number, Connection>();
  readonly schedule: Schedule;
  readonly erpSurroundings: ErpSurroundings;
  readonly rendersMails: boolean;
  /** What processes were asked to decide. */
  readonly calls = new WeakMap<Process, DecideCall>();
  /** Processes that do not end by themselves when the service is stopped. */
  readonly running = new Set<Process>();
  violation: Violation | null = null;
  /** People act. */
  isActive = true;
  /** What operators put right once nothing goes wrong any more. */
  readonly atRest: (() => void)[] = [];
  /** Raised when the ledger is put back. */
  era = 0;
  #rotatedAt = Infinity;
  readonly #haveLookedUp = new WeakSet<Process>();
  /** The company whose ERP is reached through a real connector, in runs that are about it. */
  readonly connected: {
    readonly connector: AnyConnector;
    readonly books: DoubleBooks;
    readonly companyId: number;
  } | null;
  readonly #erps: ReadonlyMap<number, SimulatedErp>;
  readonly #listeners: Listeners;

  constructor(host: Host, listeners: Listeners, rendersMails: boolean, tested: ConnectorUnderTest | null) {
    this.host = host;
    this.#listeners = listeners;
    this.rendersMails = rendersMails;
    const { timeline, faults, seed } = host;
    this.connected = tested && connectedOf(tested, timeline);
    this.companies = companiesOf(
      seed,
      timeline.now,
      tested && { ...tested, settings: this.connected?.books.double.settings ?? {} },
    );
    const traffic = new Random(seed, 'traffic').pick(TRAFFICS);
    this.erps = async (integration) => ({ ...(await erps(integration)), ...(traffic && { traffic }) });
    this.#erps = new Map(
      this.companies.map(({ id, erp }) => [
        id,
        new SimulatedErp(id, repeatedCreateOf(erp), () => timeline.now, MADE_BY_PEOPLE),
      ]),
    );
    const lags = new Random(seed, 'index');
    this.table = new LedgerTable((arrive) => {
      const late = lags.chance(0.02) ? 60_000 : lags.chance(0.1) ? 5_000 : 100;
      timeline.after(lags.between(1, late), () => {
        arrive();
        this.schedule.look();
      });
    });
    this.workflow = new StepFunctions(
      timeline,
      new Random(seed, 'jitter'),
      functionsOf(host, (process) => portsOf(this, this.tracked(process))),
    );
    this.queue = new FifoQueue({ seed, timeline, faults, consume: (batch, done) => consumeMails(this, batch, done) });
    this.publishesEvents = new Random(seed, 'events').chance(0.5);
    this.bus = new SimulatedBus({ seed, now: () => timeline.now, onEvent: (event) => this.#published(event) });
    this.schedule = new Schedule(
      host,
      () => this.table.nextDue(),
      (name) => startSweep(this, name, 'due'),
    );
    this.erpSurroundings = {
      timeline,
      faults,
      erpOf: (companyId) => this.erpOf(companyId),
      onLookUp: (process) => this.#haveLookedUp.add(process),
      onWrite: (companyId, job, process) => this.#erpWritten(companyId, job, process),
    };
  }

  get now(): number {
    return this.host.timeline.now;
  }

  company(companyId: number): Company {
    const found = this.companies.find(({ id }) => id === companyId);
    if (found === undefined) throw new Error(`There is no company ${companyId}.`);
    return found;
  }

  others(company: Company): Company[] {
    return this.companies.filter(({ id }) => id !== company.id);
  }

  erpOf(companyId: number): SimulatedErp {
    const erp = this.#erps.get(companyId);
    if (erp === undefined) throw new Error(`Company ${companyId} has no ERP.`);
    return erp;
  }

  /** What the invariants count in. */
  booksOf(companyId: number): Books {
    return companyId === this.connected?.companyId ? this.connected.books : this.erpOf(companyId);
  }

  /** Remembers a process, so that it can be stopped with all others. */
  tracked(process: Process): Process {
    for (const each of this.running) if (each.isOver) this.running.delete(each);
    this.running.add(process);
    return process;
  }

  /** The first invariant that breaks is the one that is reported. */
  require(invariant: InvariantName, broken: string | null): void {
    if (broken === null || this.violation !== null) return;
    this.violation = { invariant, message: broken, at: this.now };
    this.host.log('INVARIANT', `${invariant}: ${broken}`);
  }

  /** A record came to stand in the table. */
  written(before: ProjectRecord | null, after: ProjectRecord, process: Process | null): void {
    const company = this.company(after.company_id);
    const change: Change = {
      before,
      after,
      at: this.now,
      call: process === null ? undefined : this.calls.get(process),
      isForged: process === null,
      company,
      history: this.history,
    };
    const { request } = after;
    this.history.written.set(`${company.id}/${after.project_id}`, this.now);
    const isNews = before?.request.id !== request.id || before.request.status !== request.status;
    if (isNews) {
      this.host.log(process?.name ?? 'attacker', `*** ${company.marker} ${request.id} is ${request.status}`);
      const standing = { at: this.now, number: request.number, status: request.status };
      this.history.stands(`${company.id}/${after.project_id}`, standing);
    }
    for (const [invariant, check] of afterWrites) this.require(invariant, check(change));
    const erp = this.booksOf(company.id);
    this.require('I3', syncedJobExists(change, erp));
    if (process === null || !this.#haveLookedUp.has(process)) this.require('I4', failedWithoutJob(change, erp));
    this.require('I7', recordIsOwn(after, company, this.others(company)));
    for (const event of after.events) this.history.happened.set(event.hash, event);
    const added = after.events.at(-1);
    if (added !== before?.events.at(-1)) this.require('I10', holdsNoSecret('an audit event', JSON.stringify(added)));
    if (isNews && request.status === 'exporting') this.#expectExport(after);
    this.#listeners.onChange(change);
  }

  /** I4: an accepted request does not wait for its export until its window is over, unless its ERP is left alone. */
  #expectExport({ company_id: companyId, project_id: projectId, request }: ProjectRecord): void {
    const { era } = this;
    const patience = BEGINS_WITHIN_MS + 4_000 * patienceWith(request);
    this.host.timeline.after(patience, () => {
      if (era !== this.era) return;
      const now = this.table.peek({ companyId, projectId })?.request;
      const isSame = now?.id === request.id && now.decision?.at === request.decision?.at;
      if (isSame && now.status === 'exporting' && !this.#wasPaused(now) && exportIsOutstanding(now)) {
        this.require('I4', `${request.id} was accepted, and its export did not begin`);
      }
    });
  }

  /** Operators draw a new key for links. */
  rotateKeys(): void {
    this.host.log('operator', 'rotates the keys');
    this.#rotatedAt = this.now;
  }

  get hasRotated(): boolean {
    return this.#rotatedAt !== Infinity;
  }

  /** The keys that a container knows which has read them at a moment, and reads them again for a key that it misses. */
  ringAt(readAt: number, kid: string | undefined): KeyRing {
    const known = readAt < this.#rotatedAt ? RINGS.first : RINGS.rotated;
    return kid === undefined || known.keys.has(kid) || !this.hasRotated ? known : RINGS.rotated;
  }

  /** Whoever was paused begins some time after the pause is over, as after any other cause. */
  #wasPaused({ paused_until }: Request): boolean {
    return paused_until !== null && Date.parse(paused_until) + BEGINS_WITHIN_MS > this.now;
  }

  #erpWritten(companyId: number, job: Job, process: Process): void {
    const company = this.company(companyId);
    const projectId = Number(job.request_id.split('-')[0]);
    const key = { companyId, projectId };
    const record = this.table.peek(key);
    const isLatest = record?.request.id === job.request_id;
    const closed = isLatest ? null : this.table.readClosed(key, Number(job.request_id.split('-')[1]));
    const request = isLatest ? record.request : (closed?.request ?? null);
    const jobs = this.booksOf(companyId).count(job.external_id);
    const snapshot = request && this.table.readSnapshot(companyId, request.snapshot_sha256);
    const write: ErpWrite = { job, company, request, snapshot, history: this.history, jobs };
    this.host.log(process.name, `*** job ${job.external_id} is written (${jobs} of it)`);
    // What was on its way when the ledger was put back was accepted by the ledger that there was.
    const isOfThisEra = process.startedAt >= this.history.restoredAt;
    for (const [invariant, check] of afterErpWrites) {
      if (isOfThisEra || invariant !== 'I2') this.require(invariant, check(write));
    }
    this.require('I7', textIsOwn(JSON.stringify(job), company, this.others(company)));
  }

  queued(task: MailTask, reason: string): void {
    const company = this.company(task.company_id);
    const text = JSON.stringify([task, reason]);
    this.require('I10', holdsNoSecret('a message', text));
    this.require('I7', textIsOwn(text, company, this.others(company)));
  }

  /** The mail service took a mail. */
  mailed(mail: SimulatedMail, process: Process): void {
    const company = this.company(mail.companyId);
    const name = `${requestName(company.id, mail.requestId)} ${mail.kind} ${mail.nth} to ${mail.toId}`;
    this.host.log('mail', name);
    const times = this.history.mailed(name);
    const troubles =
      this.history.troublesOf(`${company.id}-${mail.projectId}`) + this.host.faults.countIn(process.name);
    this.require('I8', times <= 1 + troubles ? null : `${name} was sent ${times} times without need`);
    const text = `${mail.to} ${mail.subject} ${mail.text} ${mail.html}`;
    this.require('I7', textIsOwn(text, company, this.others(company)));
    this.require('I10', holdsNoSecret('a mail', text, true));
    this.#listeners.onMail(mail);
  }

  #published(event: PublishedEvent): void {
    const { id, company_id, request_id } = event.detail;
    const company = this.company(company_id);
    const text = JSON.stringify(event);
    this.host.log('bus', `${event.type} ${requestName(company_id, request_id)}`);
    this.require('I8', hasHappened(event, this.history));
    this.require('I7', textIsOwn(text, company, this.others(company)));
    this.require('I10', holdsNoSecret('an event', text));
    this.history.published.add(id);
  }

  warned(message: string, fields: Readonly<Record<string, string | number>>, cause: unknown): void {
    this.host.log('warning', message);
    const own = cause instanceof Error ? `${cause.name} ${cause.message} ${JSON.stringify(cause)}` : String(cause);
    this.require('I10', holdsNoSecret('a warning', `${message} ${JSON.stringify(fields)} ${own}`));
  }

  /** True when something may still happen by itself. */
  isUnfinished({ request, due_at }: ProjectRecord): boolean {
    return due_at !== null || (isOpen(request) && request.status !== 'failed_to_export');
  }
}
