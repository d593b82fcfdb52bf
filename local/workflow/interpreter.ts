import type { Json } from '#local/json.ts';
import type { Choice, Definition, State } from '#local/workflow/definition.ts';
import { ExecutionError, fatal } from '#local/workflow/errors.ts';
import { read } from '#local/workflow/expressions.ts';
import { runTask, type Services } from '#local/workflow/task.ts';

/** How an execution ended. */
export type Outcome =
  | { readonly status: 'SUCCEEDED'; readonly output: Json }
  | { readonly status: 'FAILED'; readonly error: string; readonly cause: string };

/** What an execution did, in the order it did it: AWS charges one transition for each state entered and for each retry. */
export type HistoryEvent =
  { readonly type: `${State['Type']}StateEntered`; readonly name: string } | { readonly type: 'TaskScheduled' };

/** One run of the state machine. */
export interface Execution {
  readonly name: string;
  readonly input: Json;
  readonly onEvent: (event: HistoryEvent) => void;
}

const choose = ({ Choices, Default }: Choice, input: Json): string => {
  for (const { Variable, StringEquals, Next } of Choices) {
    const value = read(Variable, input);
    if (value === undefined) throw fatal(`The path '${Variable}' of a choice finds nothing in the state's input.`);
    if (value === StringEquals) return Next;
  }
  if (Default === undefined)
    throw new ExecutionError('States.NoChoiceMatched', 'No choice applies, and there is no default.');
  return Default;
};

const stateOf = ({ States }: Definition, name: string): State => {
  const state = States[name];
  if (state === undefined) throw new Error(`There is no state "${name}"; readDefinition rules this out.`);
  return state;
};

const walk = async (definition: Definition, execution: Execution, services: Services): Promise<Outcome> => {
  let name = definition.StartAt;
  let data = execution.input;
  for (;;) {
    const state = stateOf(definition, name);
    execution.onEvent({ type: `${state.Type}StateEntered`, name });
    switch (state.Type) {
      case 'Task': {
        const onAttempt = () => execution.onEvent({ type: 'TaskScheduled' });
        const visit = { executionName: execution.name, input: data, onAttempt };
        const { next, output } = await runTask(state, visit, services);
        if (next === null) return { status: 'SUCCEEDED', output };
        [name, data] = [next, output];
        break;
      }
      case 'Choice':
        name = choose(state, data);
        break;
      case 'Succeed':
        return { status: 'SUCCEEDED', output: data };
      case 'Fail':
        return { status: 'FAILED', error: state.Error, cause: state.Cause };
    }
  }
};

/** Runs an execution to its end. Rejects only when the process ends first. */
export const run = async (definition: Definition, execution: Execution, services: Services): Promise<Outcome> => {
  try {
    return await walk(definition, execution, services);
  } catch (failure) {
    if (!(failure instanceof ExecutionError)) throw failure;
    return { status: 'FAILED', error: failure.error, cause: failure.message };
  }
};
