import { expect, vi } from 'vitest';
import type { AwsCall, CallWatch } from '#local/access/access.ts';
import { PATIENCE } from '#test/support/local-service.ts';

/** Writes down what is called and what is refused. */
export class Recorder implements CallWatch {
  readonly calls: AwsCall[] = [];
  readonly refusals: string[] = [];

  readonly onCall = (call: AwsCall): void => void this.calls.push(call);

  readonly onRefusal = (message: string): void => void this.refusals.push(message);

  /** Waits until somebody has done something. */
  has(caller: string, action: string): Promise<void> {
    const has = () => this.calls.some((call) => call.caller.name === caller && call.action === action);
    return vi.waitFor(() => expect(has(), `${caller} ${action}`).toBe(true), PATIENCE);
  }
}
