import { parseJson, type Json } from '#local/json.ts';
import type { Definition } from '#local/workflow/definition.ts';
import { run, type HistoryEvent, type Outcome } from '#local/workflow/interpreter.ts';
import type { Services } from '#local/workflow/task.ts';

/** One execution, as far as it got. */
export class ExecutionRecord {
  readonly name: string;
  /** As given: whether two inputs are the same is decided byte by byte. */
  readonly input: string;
  readonly startDate: Date;
  readonly history: (HistoryEvent & { readonly at: Date })[] = [];
  end: { readonly at: Date; readonly outcome: Outcome } | null = null;

  constructor(name: string, input: string, startDate: Date) {
    this.name = name;
    this.input = input;
    this.startDate = startDate;
  }
}

/** Refusals of StartExecution, by AWS's names. */
export class StartRefused extends Error {
  override readonly name: 'ExecutionAlreadyExists' | 'InvalidName' | 'InvalidExecutionInput';

  constructor(name: StartRefused['name'], message: string) {
    super(message);
    this.name = name;
  }
}

const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]{1,80}$/;

/** What all executions share. */
export interface Machine {
  readonly definition: Definition;
  readonly services: Services;
  readonly clock: () => Date;
  /** Told when an execution has ended by itself. */
  readonly onEnd: (record: ExecutionRecord, outcome: Outcome) => void;
}

/** All executions of one state machine since the process started; nothing of them outlives it. */
export class Executions {
  readonly #machine: Machine;
  readonly #records = new Map<string, ExecutionRecord>();

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /**
   * Starts an execution; the same name and input while it runs is the same start.
   * @throws {StartRefused} ExecutionAlreadyExists when the name runs with another input, or has ended.
   */
  start(name: string, input: string): ExecutionRecord {
    const parsed = parseJson(input);
    if (parsed === undefined) throw new StartRefused('InvalidExecutionInput', 'The input is not JSON.');
    if (!NAME.test(name)) throw new StartRefused('InvalidName', `No execution can be called "${name}".`);
    const known = this.#records.get(name);
    if (known?.end === null && known.input === input) return known;
    if (known) throw new StartRefused('ExecutionAlreadyExists', `The execution "${name}" exists already.`);
    const record = new ExecutionRecord(name, input, this.#machine.clock());
    this.#records.set(name, record);
    void this.#follow(record, parsed);
    return record;
  }

  find(name: string): ExecutionRecord | undefined {
    return this.#records.get(name);
  }

  async #follow(record: ExecutionRecord, input: Json): Promise<void> {
    const { definition, services, clock, onEnd } = this.#machine;
    const onEvent = (event: HistoryEvent): void => void record.history.push({ ...event, at: clock() });
    try {
      const outcome = await run(definition, { name: record.name, input, onEvent }, services);
      record.end = { at: clock(), outcome };
      onEnd(record, outcome);
    } catch (error) {
      // The process is ending: the sweeper of the next one goes on.
      if (!services.stopped.aborted) throw error;
    }
  }
}
