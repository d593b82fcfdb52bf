import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { canonicalJson } from '#domain/canonical.ts';
import type { Execution, Ledger, Workflow, WorkflowError } from '#domain/ports.ts';
import type { RequestStatus } from '#domain/request.ts';
import { readDefinition } from '#local/workflow/definition.ts';
import { Executions, StartRefused } from '#local/workflow/executions.ts';
import type { CallFunction, FunctionAnswer } from '#local/workflow/task.ts';
import { TaskTokens } from '#local/workflow/task-tokens.ts';
import { VirtualTime } from '#test/statemachine/virtual-time.ts';
import { FakeErp } from '#test/support/fake-erp.ts';
import { Killer, Process, type Moment } from '#test/support/kill.ts';
import { MARKERS } from '#test/support/leaks.ts';
import { NOON } from '#test/support/records.ts';
import { keyOf, Service } from '#test/support/service.ts';
import { serveApproval, serveExport } from '#use-cases/serve-workflow.ts';
import { settleRequest } from '#use-cases/settle-request.ts';

/** How often the schedule calls the sweeper. */
const SWEEP_SECONDS = 60;

/** More than the longest chain of waits after silence, so that only what never happens takes so long. */
const MOST_MINUTES = 24 * 60;

const NONE: readonly string[] = [];

/** The state machine of the present code, its `${...}` not yet replaced. */
export const presentDefinition = readFileSync(
  new URL('../../statemachines/send-to-erp.asl.json', import.meta.url),
  'utf8',
);

const task = z.object({
  company_id: z.int(),
  project_id: z.int(),
  request_id: z.string(),
  task_token: z.string().default(''),
  after: z.enum(['approval', 'export']).default('approval'),
});

/** Time that passes only when a test says so, and only once everything that was begun has come to its end. */
class BusyTime extends VirtualTime {
  readonly #work = new Set<Promise<unknown>>();

  during<T>(work: Promise<T>): Promise<T> {
    this.#work.add(work);
    return work.finally(() => this.#work.delete(work));
  }

  override async settle(): Promise<void> {
    await super.settle();
    while (this.#work.size > 0) {
      await Promise.allSettled(this.#work);
      await super.settle();
    }
  }
}

/**
 * The service with its workflow: the state machine's definition on simulated time, the functions' use cases on the real
 * ledger, an ERP that keeps count. Any process of it can be killed at any call to a port.
 */
export class ServedService extends Service {
  readonly time = new BusyTime();
  readonly erp: FakeErp;
  readonly #definition: string;
  readonly #tokens = new TaskTokens(() => this.#newToken());
  readonly #started = new Set<string>();
  readonly #closed = new Set<string>();
  readonly #stopping = new AbortController();
  readonly #executions: Executions;
  #given = 0;
  #handedOver: string | null = null;
  #killer: Killer | null = null;

  /** @param closed names of executions that have ended. */
  constructor(ledger: Ledger, { definition = presentDefinition, erp = new FakeErp(), at = NOON, closed = NONE } = {}) {
    super(ledger);
    for (const name of closed) this.#closed.add(name);
    this.erp = erp;
    this.time.seconds = at.getTime() / 1000;
    this.openSession = async () => this.erp.session;
    this.#definition = definition;
    this.#executions = this.#newExecutions();
  }

  override get deps(): Service['deps'] {
    return this.#newProcess().deps;
  }

  /** Takes a step after the other until one of their processes is killed. @throws {Error} when none is */
  async killedAt(moment: Moment, ...steps: readonly (() => Promise<unknown>)[]): Promise<void> {
    const killer = new Killer(moment);
    this.#killer = killer;
    for (const step of steps) {
      if (!killer.hasKilled) await Promise.race([step(), killer.killed.then(() => this.time.settle())]);
    }
    this.#killer = null;
    if (!killer.hasKilled) throw new Error(`No process came to ${moment.when} ${moment.call}.`);
  }

  /** Lets everything happen that needs no time. */
  settled(): Promise<void> {
    return this.time.settle();
  }

  /** So many minutes, in which the sweeper is called on schedule and mails go out. */
  async live(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute += 1) {
      await this.time.pass(SWEEP_SECONDS);
      await this.sweep();
      await this.deliver();
    }
  }

  /** Lets time pass until the request has that status, and its mails are out. @throws {Error} when it does not come to it */
  async liveUntil(requestId: string, status: RequestStatus): Promise<void> {
    for (let minute = 0; minute < MOST_MINUTES; minute += 1) {
      if ((await this.recordOf(requestId))?.request.status === status) return this.live(1);
      await this.live(1);
    }
    throw new Error(`${requestId} does not come to be ${status}.`);
  }

  recordOf(requestId: string) {
    return this.ledger.read(keyOf(requestId));
  }

  /** Stops all executions and gives the names there were: they stay closed, as AWS keeps them for 90 days. */
  stopExecutions(): readonly string[] {
    this.#stopping.abort();
    return [...this.#started];
  }

  /** An execution that an earlier release began; `token` is what its first state gave out then, and nobody is called again for it. */
  resume(execution: Execution, token: string): void {
    this.#handedOver = token;
    this.#start(execution);
  }

  #newToken(): string {
    const handedOver = this.#handedOver;
    this.#given += 1;
    return handedOver ?? `${MARKERS.taskToken}state-${this.#given}`;
  }

  #newExecutions(): Executions {
    return new Executions({
      definition: readDefinition(this.#definition.replaceAll(/\$\{(\w+)\}/g, '$1:')),
      services: {
        call: this.#call,
        tokens: this.#tokens,
        sleep: this.time.sleep,
        // The longest pause that jitter may draw.
        random: () => 1,
        stopped: this.#stopping.signal,
      },
      clock: this.time.clock,
      onEnd: () => undefined,
    });
  }

  #start(execution: Execution): void {
    const { company_id, request_id, run } = execution;
    const name = `${company_id}-${request_id}-${run}`;
    if (this.#closed.has(name)) throw new StartRefused('ExecutionAlreadyExists', name);
    this.#started.add(name);
    this.#executions.start(name, canonicalJson(execution));
  }

  readonly #workflow: Workflow = {
    start: async (execution) => {
      this.started.push(execution);
      try {
        this.#start(execution);
        return 'started';
      } catch (error) {
        if (error instanceof StartRefused && error.name === 'ExecutionAlreadyExists') return 'closed';
        throw error;
      }
    },
    succeed: async (token) => this.#told(token, null, this.#tokens.succeed(token, {})),
    fail: async (token, error) => this.#told(token, error, this.#tokens.fail(token, error, '')),
  };

  #told(token: string, error: WorkflowError | null, how: ReturnType<TaskTokens['succeed']>): 'told' | 'gone' {
    this.told.push({ token, error });
    return how === 'told' ? 'told' : 'gone';
  }

  #newProcess() {
    const process = new Process(this.#killer);
    this.now = this.time.clock();
    const all = { ...super.deps, clock: this.time.clock, workflow: this.#workflow, waiting: this.#workflow };
    const ports = Object.entries(all).map(([name, port]) => [
      name,
      typeof port === 'object' && port !== null ? process.port(name, port) : port,
    ]);
    const deps: typeof all = {
      ...(Object.fromEntries(ports) as typeof all),
      openSession: async (integration) => process.port('erp', await all.openSession(integration)),
    };
    return { deps, died: process.died };
  }

  readonly #call: CallFunction = (name, payload) => {
    // What an earlier release was asked for has been done.
    if (this.#handedOver !== null) {
      this.#handedOver = null;
      return Promise.resolve({ ok: true, payload: {} });
    }
    return this.time.during(this.#serve(name, payload));
  };

  async #serve(name: string, payload: unknown): Promise<FunctionAnswer> {
    const { company_id, project_id, request_id, task_token: token, after } = task.parse(payload);
    const key = { companyId: company_id, projectId: project_id, requestId: request_id };
    const { deps, died } = this.#newProcess();
    const run = async (): Promise<FunctionAnswer> => {
      if (name.startsWith('SettleFunction'))
        return { ok: true, payload: { next: await settleRequest(deps, key, after) } };
      if (name.startsWith('Export')) await serveExport(deps, key, token);
      else await serveApproval(deps, key, token);
      return { ok: true, payload: {} };
    };
    const failed = (errorType: string): FunctionAnswer => ({ ok: false, errorType, errorMessage: '' });
    const ended = run().catch(() => failed('TemporaryError'));
    return Promise.race([ended, died.then(() => failed('Runtime.ExitError'))]);
  }
}
