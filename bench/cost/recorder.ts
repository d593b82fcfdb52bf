import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import { TableMeter } from '#bench/cost/table-meter.ts';
import type { FunctionUsage, Usage } from '#bench/cost/usage.ts';
import { NO_INSTRUMENTS, type Instruments } from '#local/instruments.ts';
import type { Endpoints } from '#local/platform.ts';
import type { ServiceCall } from '#local/services/tap.ts';
import type { FunctionSpec } from '#local/template/functions.ts';

const httpEvent = z.object({ requestContext: z.object({ http: z.object({}) }) });
const queueEvent = z.object({ Records: z.array(z.object({ eventSource: z.literal('aws:sqs') })) });
const started = z.object({ name: z.string() });

interface Tally {
  readonly memoryMb: number;
  invocations: number;
  starts: number;
  readonly calls: Partial<Record<keyof Endpoints, number>>;
  erpCalls: number;
  conversations: number;
}

/** What is counted while the service runs. The rest is read afterwards: executions' histories, and logs. */
export type Counted = Omit<Usage, 'transitions' | 'failures' | 'logLines' | 'logBytes'> & {
  readonly started: readonly string[];
};

const LOOK_AGAIN_MS = 5;
const SWEEPER = 'sweep';

/** The functions that do. One that waits for another is busy meanwhile, too. */
const ASK_THE_ERP = ['export', 'look-up'];

const tell = (tally: Tally, erpCalls: number): void => {
  tally.erpCalls += erpCalls;
  if (erpCalls > 0) tally.conversations += 1;
};

const nothing = () => ({
  httpRequests: 0,
  writeUnits: 0,
  readUnits: 0,
  queueRequests: 0,
  mails: 0,
  secretReads: 0,
  filePuts: 0,
  fileReads: 0,
});

/** Counts what the service asks of AWS and of the ERP. */
export class Recorder {
  #totals = nothing();
  #functions = new Map<string, Tally>();
  #started = new Set<string>();
  readonly #modules = new Map<string, FunctionSpec>();
  readonly #table = new TableMeter();
  readonly #erpCalls: () => number;
  #busy = 0;
  #lastEventAt = 0;

  /** @param erpCalls how many calls the ERP has had so far. */
  constructor(erpCalls: () => number) {
    this.#erpCalls = erpCalls;
  }

  /** No schedule runs: who wants the sweeper calls it. */
  readonly instruments: Instruments = {
    ...NO_INSTRUMENTS,
    tap: async (call, ask) => {
      if (this.#isUpkeep(call)) return ask();
      this.#count(call);
      if (call.service !== 'DYNAMODB') return ask();
      const { answer, units } = await this.#table.pass(call, ask);
      this.#totals.writeUnits += units.write;
      this.#totals.readUnits += units.read;
      return answer;
    },
    around: async (spec, event, run) => {
      const isBatch = queueEvent.safeParse(event).success;
      // Whoever sent a message is done before it arrives, as over a network: otherwise the two would race for the same item.
      while (isBatch && this.#busy > 0) await setTimeout(LOOK_AGAIN_MS);
      const tally = this.#tallyOf(spec);
      tally.invocations += 1;
      if (!this.#modules.has(spec.name)) tally.starts += 1;
      this.#modules.set(spec.name, spec);
      if (httpEvent.safeParse(event).success) this.#totals.httpRequests += 1;
      // Received as one batch, deleted as one batch.
      if (isBatch) this.#totals.queueRequests += 2;
      const before = this.#erpCalls();
      this.#busy += 1;
      try {
        return await run();
      } finally {
        this.#busy -= 1;
        this.#lastEventAt = performance.now();
        if (ASK_THE_ERP.includes(spec.module)) tell(tally, this.#erpCalls() - before);
      }
    },
    startSchedules: () => () => undefined,
  };

  /** True when nothing has run for so long. */
  isQuietSince(ms: number): boolean {
    return this.#busy === 0 && performance.now() - this.#lastEventAt > ms;
  }

  /** What was counted since it was last taken. */
  take(): Counted {
    const functions: Record<string, FunctionUsage> = Object.fromEntries(this.#functions);
    const counted = { ...this.#totals, functions, executions: this.#started.size, started: [...this.#started] };
    this.#totals = nothing();
    this.#functions = new Map();
    this.#started = new Set();
    return counted;
  }

  /** A container reads its integrations anew once a minute, however many requests it serves: that belongs to none of them. */
  #isUpkeep({ service, caller, operation }: ServiceCall): boolean {
    return service === 'DYNAMODB' && operation === 'Query' && this.#modules.get(caller)?.module !== SWEEPER;
  }

  #tallyOf({ module, memoryMb }: FunctionSpec): Tally {
    const known = this.#functions.get(module) ?? {
      memoryMb,
      invocations: 0,
      starts: 0,
      calls: {},
      erpCalls: 0,
      conversations: 0,
    };
    this.#functions.set(module, known);
    return known;
  }

  #count({ service, caller, operation, body }: ServiceCall): void {
    const spec = this.#modules.get(caller);
    if (spec === undefined) throw new Error(`${service} was asked by ${caller}, which nobody called.`);
    const { calls } = this.#tallyOf(spec);
    calls[service] = (calls[service] ?? 0) + 1;
    if (service === 'SQS') this.#totals.queueRequests += 1;
    if (service === 'SESV2') this.#totals.mails += 1;
    if (service === 'SECRETS_MANAGER' && operation === 'GetSecretValue') this.#totals.secretReads += 1;
    if (service === 'S3') this.#totals[operation.startsWith('PUT') ? 'filePuts' : 'fileReads'] += 1;
    if (service === 'SFN' && operation === 'StartExecution') this.#started.add(started.parse(JSON.parse(body)).name);
  }
}
