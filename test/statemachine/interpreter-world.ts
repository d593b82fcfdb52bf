import type { Json } from '#local/json.ts';
import { readDefinition } from '#local/workflow/definition.ts';
import { Executions, type ExecutionRecord } from '#local/workflow/executions.ts';
import type { CallFunction } from '#local/workflow/task.ts';
import { TaskTokens } from '#local/workflow/task-tokens.ts';
import { VirtualTime } from '#test/statemachine/virtual-time.ts';

export const CALL = 'arn:aws:states:::lambda:invoke';
export const CALL_AND_WAIT = 'arn:aws:states:::lambda:invoke.waitForTaskToken';

/** A call that a test's function got. */
export interface Call {
  readonly name: string;
  readonly payload: Json;
}

/** An error as a function throws it. */
export const thrown = (errorType: string) =>
  ({ ok: false, errorType, errorMessage: `${errorType} was thrown` }) as const;
export const answered = (payload: Json) => ({ ok: true, payload }) as const;

/** A definition of the given states; the first is where it starts. */
export const machine = (states: Record<string, object>): string =>
  JSON.stringify({ StartAt: Object.keys(states)[0], States: states });

/** An interpreter with virtual time, tokens `token-1`, `token-2` ... and one function for all names. */
export class World {
  readonly time = new VirtualTime();
  readonly calls: Call[] = [];
  readonly tokens: TaskTokens;
  readonly executions: Executions;
  readonly stopping = new AbortController();

  constructor(definition: string, call: CallFunction = async () => answered({})) {
    let drawn = 0;
    this.tokens = new TaskTokens(() => `token-${(drawn += 1)}`);
    this.executions = new Executions({
      definition: readDefinition(definition),
      services: {
        call: (name, payload) => {
          this.calls.push({ name, payload });
          return call(name, payload);
        },
        tokens: this.tokens,
        sleep: this.time.sleep,
        // The longest pause that jitter may draw.
        random: () => 1,
        stopped: this.stopping.signal,
      },
      clock: this.time.clock,
      onEnd: () => undefined,
    });
  }

  start(input: Json = {}, name = 'execution'): ExecutionRecord {
    return this.executions.start(name, JSON.stringify(input));
  }

  /** Starts an execution and lets all the time pass that it needs. */
  async finish(input: Json = {}): Promise<ExecutionRecord> {
    const record = this.start(input);
    await this.time.passAll();
    return record;
  }
}

/** Names of the states an execution entered, in their order. */
export const path = ({ history }: ExecutionRecord): string[] =>
  history.flatMap((event) => ('name' in event ? [event.name] : []));

/** Number of attempts over all tasks. */
export const attempts = ({ history }: ExecutionRecord): number =>
  history.filter(({ type }) => type === 'TaskScheduled').length;
