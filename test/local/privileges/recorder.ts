import { expect, vi } from 'vitest';
import type { AwsCall, CallWatch } from '#local/access/access.ts';
import { PATIENCE } from '#test/support/local-service.ts';

/** Writes down what is called and what is refused. */
export class Recorder implements CallWatch {
  readonly calls: AwsCall[] = [];
  readonly refusals: string[] = [];
  readonly #waiting = new Set<(call: AwsCall) => void>();

  readonly onCall = (call: AwsCall): void => {
    this.calls.push(call);
    for (const each of this.#waiting) each(call);
  };

  readonly onRefusal = (message: string): void => void this.refusals.push(message);

  /** Waits until somebody has done something. */
  has(caller: string, action: string): Promise<void> {
    const has = () => this.calls.some((call) => call.caller.name === caller && call.action === action);
    return vi.waitFor(() => expect(has(), `${caller} ${action}`).toBe(true), PATIENCE);
  }

  /** The next call on a resource, before it is carried out. */
  nextOn(resource: RegExp): Promise<AwsCall> {
    const { promise, resolve } = Promise.withResolvers<AwsCall>();
    const look = (call: AwsCall): void => {
      if (!resource.test(call.resource)) return;
      this.#waiting.delete(look);
      resolve(call);
    };
    this.#waiting.add(look);
    return promise;
  }
}
