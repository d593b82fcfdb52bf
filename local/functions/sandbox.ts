import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import type { Instruments } from '#local/instruments.ts';
import type { Json } from '#local/json.ts';
import type { FunctionSpec } from '#local/template/functions.ts';
import type { FunctionAnswer } from '#local/workflow/task.ts';

/** Where bundles are and logs go. */
export interface SandboxPlaces {
  readonly bundles: string;
  readonly logs: string;
  /** On top of what the template gives: credentials and endpoints, which in AWS come from the platform. */
  readonly platform: Readonly<Record<string, string>>;
  /** What measures calls. */
  readonly around: Instruments['around'];
}

const answer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), payload: z.json() }),
  z.object({ ok: z.literal(false), errorType: z.string(), errorMessage: z.string() }),
]);

const WORKER = new URL('sandbox-worker.ts', import.meta.url);

/** One running copy of a function. It takes one call at a time, as Lambda's sandboxes do. */
export class Sandbox {
  readonly #spec: FunctionSpec;
  readonly #worker: Worker;
  #finish: ((answer: FunctionAnswer) => void) | null = null;
  /** False once it ended, by itself or not. */
  alive = true;

  constructor(spec: FunctionSpec, { bundles, logs, platform }: SandboxPlaces) {
    this.#spec = spec;
    this.#worker = new Worker(WORKER, {
      name: spec.name,
      argv: [join(bundles, `${spec.module}.mjs`), spec.exportName, spec.name],
      // Each function has credentials of its own in AWS, too: a service sees who calls.
      env: { ...platform, AWS_ACCESS_KEY_ID: spec.name, ...spec.environment },
      execArgv: [],
      stdout: true,
      stderr: true,
      // Left alone, each thread would keep three times as much for young objects, which is most of its memory.
      resourceLimits: { maxOldGenerationSizeMb: spec.memoryMb, maxYoungGenerationSizeMb: 16 },
    });
    const log = createWriteStream(join(logs, `${spec.name}.log`), { flags: 'a', mode: 0o600 });
    this.#worker.stdout.pipe(log, { end: false });
    this.#worker.stderr.pipe(log, { end: false });
    this.#worker.on('message', (message: string) => this.#answer(answer.parse(JSON.parse(message))));
    this.#worker.on('error', ({ name, message }: Error) => this.#end(name, message));
    this.#worker.on('exit', (status) => {
      this.#end('Runtime.ExitError', `Runtime exited with error: exit status ${status}`);
      log.end();
    });
  }

  /** Calls the function. Never rejects: a crash is an answer as well. */
  async call(event: Json): Promise<FunctionAnswer> {
    const { timeoutSeconds } = this.#spec;
    const requestId = randomUUID();
    const { promise, resolve } = Promise.withResolvers<FunctionAnswer>();
    this.#finish = resolve;
    this.#worker.postMessage([JSON.stringify(event), requestId, Date.now() + timeoutSeconds * 1000]);
    const timer = setTimeout(() => {
      this.#end('Sandbox.Timedout', `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds}.00 seconds`);
      void this.stop();
    }, timeoutSeconds * 1000);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  async stop(): Promise<void> {
    this.alive = false;
    await this.#worker.terminate();
  }

  #answer(given: FunctionAnswer): void {
    this.#finish?.(given);
    this.#finish = null;
  }

  #end(errorType: string, errorMessage: string): void {
    this.alive = false;
    this.#answer({ ok: false, errorType, errorMessage });
  }
}
