import type { Json } from '#local/json.ts';
import { FunctionPool } from '#local/functions/pool.ts';
import type { SandboxPlaces } from '#local/functions/sandbox.ts';
import type { FunctionSpec } from '#local/template/functions.ts';
import type { FunctionAnswer } from '#local/workflow/task.ts';

/** The error of a call to a function that does not exist, as Step Functions names it. */
export const NO_SUCH_FUNCTION = 'Lambda.ResourceNotFoundException';

/** All functions of the template: Lambda, as others see it. */
export class Functions {
  readonly #pools = new Map<string, FunctionPool>();

  constructor(specs: readonly FunctionSpec[], places: SandboxPlaces) {
    for (const spec of specs) {
      const pool = new FunctionPool(spec, places);
      this.#pools.set(spec.name, pool).set(spec.arn, pool);
    }
  }

  /** Starts a sandbox of a function ahead of its first call. */
  warm(name: string): void {
    this.#pools.get(name)?.warm();
  }

  /** Calls a function by name or ARN and waits for its answer. Never rejects. */
  async call(name: string, event: Json): Promise<FunctionAnswer> {
    const pool = this.#pools.get(name);
    if (pool) return pool.call(event);
    return { ok: false, errorType: NO_SUCH_FUNCTION, errorMessage: `Function not found: ${name}` };
  }

  async stop(): Promise<void> {
    await Promise.all([...new Set(this.#pools.values())].map((pool) => pool.stop()));
  }
}
