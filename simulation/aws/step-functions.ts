import { readFileSync } from 'node:fs';
import { canonicalJson } from '#domain/canonical.ts';
import type { Execution, Workflow, WorkflowError } from '#domain/ports.ts';
import { readDefinition } from '#local/workflow/definition.ts';
import { Executions, StartRefused } from '#local/workflow/executions.ts';
import type { Sleep } from '#local/workflow/sleep.ts';
import type { CallFunction } from '#local/workflow/task.ts';
import { TaskTokens, type Told } from '#local/workflow/task-tokens.ts';
import type { Random } from '#simulation/engine/random.ts';
import type { Timeline } from '#simulation/engine/timeline.ts';

const text = readFileSync(new URL('../../statemachines/send-to-erp.asl.json', import.meta.url), 'utf8');

/** The definition as it is deployed, its functions by their name in the template. */
const definition = readDefinition(text.replaceAll(/\$\{(\w+)\}/g, '$1/'));

/** What no task token may show up without. */
export const TOKEN_MARKER = 'task-token-marker';

const nameOf = ({ company_id, request_id, run }: Execution): string => `${company_id}-${request_id}-${run}`;

/** One for all: each would be made with a stack, and nobody reads it. */
const ABORTED = new Error('aborted');

const heard = (told: Told): 'told' | 'gone' => (told === 'told' ? 'told' : 'gone');

/** How the port's calls end on AWS, each done at once. */
type AtOnce<Port> = {
  [Name in keyof Port]: Port[Name] extends (...given: infer Given) => Promise<infer Answer>
    ? (...given: Given) => Answer
    : never;
};

/** Step Functions on virtual time: the interpreter of the local cloud runs the deployed definition. */
export class StepFunctions implements AtOnce<Workflow> {
  readonly #timeline: Timeline;
  readonly #call: CallFunction;
  readonly #random: () => number;
  #tokens: TaskTokens;
  #executions: Executions;
  #stopping = new AbortController();
  #drawn = 0;
  #running = 0;

  constructor(timeline: Timeline, random: Random, call: CallFunction) {
    this.#timeline = timeline;
    this.#call = call;
    this.#random = () => random.next();
    [this.#tokens, this.#executions] = this.#fresh();
  }

  /** Executions that have not ended. */
  get running(): number {
    return this.#running;
  }

  start(execution: Execution): 'started' | 'closed' {
    const name = nameOf(execution);
    const known = this.#executions.find(name);
    try {
      this.#executions.start(name, canonicalJson(execution));
    } catch (error) {
      if (error instanceof StartRefused) return 'closed';
      throw error;
    }
    if (known === undefined) this.#running += 1;
    return 'started';
  }

  succeed(taskToken: string): 'told' | 'gone' {
    return heard(this.#tokens.succeed(taskToken, {}));
  }

  fail(taskToken: string, error: WorkflowError): 'told' | 'gone' {
    return heard(this.#tokens.fail(taskToken, error, ''));
  }

  /** Every execution is lost, with its name and its tokens. */
  loseAll(): void {
    this.#stopping.abort();
    this.#stopping = new AbortController();
    this.#running = 0;
    [this.#tokens, this.#executions] = this.#fresh();
  }

  #fresh(): [TaskTokens, Executions] {
    const tokens = new TaskTokens(() => `${TOKEN_MARKER}-${(this.#drawn += 1)}`);
    const services = {
      call: this.#call,
      tokens,
      sleep: this.#sleep,
      random: this.#random,
      stopped: this.#stopping.signal,
    };
    const clock = (): Date => new Date(this.#timeline.now);
    return [tokens, new Executions({ definition, services, clock, onEnd: () => void (this.#running -= 1) })];
  }

  readonly #sleep: Sleep = (seconds, signal) => {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    this.#timeline.after(seconds * 1_000, () => resolve(undefined));
    signal.addEventListener('abort', () => reject(ABORTED));
    return promise;
  };
}
