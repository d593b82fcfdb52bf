import type { Json } from '#local/json.ts';
import { ExecutionError } from '#local/workflow/errors.ts';

/** How a callback went. AWS calls these nothing, TaskTimedOut (also for a task that is already closed) and InvalidToken. */
export type Told = 'told' | 'closed' | 'unknown';

/** A task that waits for its callback. */
export interface WaitingTask {
  readonly token: string;
  /** Rejects with the {@link ExecutionError} that SendTaskFailure names. */
  readonly answer: Promise<Json>;
  /** The task ended otherwise: callbacks come too late from now on. */
  close(): void;
}

interface Waiter {
  readonly succeed: (output: Json) => void;
  readonly fail: (failure: ExecutionError) => void;
}

/** The tokens that this process gave out. Like everything here they end with it: then a token is unknown. */
export class TaskTokens {
  readonly #waiters = new Map<string, Waiter | 'closed'>();
  readonly #newToken: () => string;

  /** @param newToken must be unguessable: whoever has the token decides. */
  constructor(newToken: () => string) {
    this.#newToken = newToken;
  }

  open(): WaitingTask {
    const token = this.#newToken();
    const { promise: answer, resolve: succeed, reject: fail } = Promise.withResolvers<Json>();
    // Whoever waits hears of a failure; when nobody does any more, it is nobody's.
    answer.catch(() => undefined);
    this.#waiters.set(token, { succeed, fail });
    return { token, answer, close: () => void this.#waiters.set(token, 'closed') };
  }

  succeed(token: string, output: Json): Told {
    return this.#tell(token, ({ succeed }) => succeed(output));
  }

  fail(token: string, error: string, cause: string): Told {
    return this.#tell(token, ({ fail }) => fail(new ExecutionError(error, cause)));
  }

  #tell(token: string, tell: (waiter: Waiter) => void): Told {
    const waiter = this.#waiters.get(token);
    if (waiter === undefined) return 'unknown';
    if (waiter === 'closed') return 'closed';
    this.#waiters.set(token, 'closed');
    tell(waiter);
    return 'told';
  }
}
