import type { Json } from '#local/json.ts';
import { CALL_AND_WAIT, type Task } from '#local/workflow/definition.ts';
import { ExecutionError, fatal, matches } from '#local/workflow/errors.ts';
import { evaluate, fill, read, referenceOf, type Scope } from '#local/workflow/expressions.ts';
import { countRetries } from '#local/workflow/retries.ts';
import type { Sleep } from '#local/workflow/sleep.ts';
import type { TaskTokens } from '#local/workflow/task-tokens.ts';

/** What a function answered, as Lambda reports it to a caller. */
export type FunctionAnswer =
  | { readonly ok: true; readonly payload: Json }
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string };

/** Calls a function by name or ARN. Never rejects. */
export type CallFunction = (functionName: string, payload: Json) => Promise<FunctionAnswer>;

/** What executions need from outside. */
export interface Services {
  readonly call: CallFunction;
  readonly tokens: TaskTokens;
  readonly sleep: Sleep;
  /** Draws from [0, 1). */
  readonly random: () => number;
  /** Given when the process ends: running executions are left as they are. */
  readonly stopped: AbortSignal;
}

/** One visit of a task state. */
export interface Visit {
  readonly executionName: string;
  readonly input: Json;
  /** Told before each attempt. */
  readonly onAttempt: () => void;
}

const secondsFor = (task: Task, input: Json): number | undefined => {
  if (task.TimeoutSecondsPath === undefined) return task.TimeoutSeconds;
  const seconds = read(task.TimeoutSecondsPath, input);
  if (typeof seconds === 'number' && Number.isInteger(seconds) && seconds > 0) return seconds;
  throw fatal(`TimeoutSecondsPath ${task.TimeoutSecondsPath} finds no positive whole number.`);
};

const functionOf = ({ FunctionName, 'FunctionName.$': expression }: Task['Parameters'], scope: Scope): string => {
  const name = expression === undefined ? FunctionName : evaluate(expression, scope);
  if (typeof name === 'string') return name;
  throw new ExecutionError('States.ParameterPathFailure', `${expression} gives no name of a function.`);
};

const callFunction = async ({ Parameters }: Task, scope: Scope, call: CallFunction): Promise<Json> => {
  const answer = await call(functionOf(Parameters, scope), fill(Parameters.Payload, scope));
  if (!answer.ok) throw new ExecutionError(answer.errorType, answer.errorMessage);
  return { ExecutedVersion: '$LATEST', StatusCode: 200, Payload: answer.payload };
};

/** The function's answer, or the callback's: a callback may come before the function returned, and ends the wait as well. */
const attempt = async (task: Task, { executionName, input }: Visit, services: Services): Promise<Json> => {
  const seconds = secondsFor(task, input);
  const waiting = task.Resource === CALL_AND_WAIT ? services.tokens.open() : null;
  const context = { Execution: { Name: executionName }, ...(waiting && { Task: { Token: waiting.token } }) };
  const over = new AbortController();
  const timeOut = async (after: number): Promise<never> => {
    await services.sleep(after, AbortSignal.any([over.signal, services.stopped]));
    throw new ExecutionError('States.Timeout', `No answer within ${after} seconds.`);
  };
  try {
    const called = callFunction(task, { input, context }, services.call);
    const answered = waiting === null ? called : Promise.race([waiting.answer, called.then(() => waiting.answer)]);
    const result = await (seconds === undefined ? answered : Promise.race([answered, timeOut(seconds)]));
    return task.ResultSelector === undefined ? result : fill(task.ResultSelector, { input: result, context });
  } finally {
    over.abort('over');
    waiting?.close();
  }
};

const outputOf = ({ ResultPath }: Task, input: Json, result: Json): Json => {
  if (ResultPath === null) return input;
  const field = referenceOf(ResultPath ?? '$');
  if (field === null) return result;
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return { ...input, [field]: result };
  throw new ExecutionError('States.ResultPathMatchFailure', `ResultPath ${ResultPath} cannot be applied to the input.`);
};

/** Runs a task state to its end: attempts, retries, and where it goes from there with which data. `next` is null when the execution has ended. */
export const runTask = async (
  task: Task,
  visit: Visit,
  services: Services,
): Promise<{ next: string | null; output: Json }> => {
  const retryAfter = countRetries(task.Retry, services.random);
  for (;;) {
    try {
      visit.onAttempt();
      const result = await attempt(task, visit, services);
      return { next: task.Next ?? null, output: outputOf(task, visit.input, result) };
    } catch (failure) {
      if (!(failure instanceof ExecutionError)) throw failure;
      const seconds = retryAfter(failure);
      if (seconds === null) {
        const catcher = task.Catch.find(({ ErrorEquals }) => matches(ErrorEquals, failure));
        if (catcher === undefined) throw failure;
        return { next: catcher.Next, output: visit.input };
      }
      await services.sleep(seconds, services.stopped);
    }
  }
};
