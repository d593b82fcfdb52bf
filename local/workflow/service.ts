import * as z from 'zod';
import { parseJson, type Json } from '#local/json.ts';
import { ServiceError, type Operations } from '#local/services/json-service.ts';
import { StartRefused, type ExecutionRecord, type Executions } from '#local/workflow/executions.ts';
import type { TaskTokens, Told } from '#local/workflow/task-tokens.ts';
import type { StateMachine } from '#local/workflow/workflow.ts';

const startExecution = z.object({ stateMachineArn: z.string(), name: z.string(), input: z.string().default('{}') });
const sendTaskSuccess = z.object({ taskToken: z.string(), output: z.string() });
const sendTaskFailure = z.object({
  taskToken: z.string(),
  error: z.string().default(''),
  cause: z.string().default(''),
});
const ofExecution = z.object({ executionArn: z.string() });

const read = <T>(schema: z.ZodType<T>, input: Json): T => {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new ServiceError('ValidationException', z.prettifyError(parsed.error));
};

/** AWS writes times as seconds since 1970. */
const seconds = (at: Date): number => at.getTime() / 1000;

const REFUSALS: Readonly<Record<Exclude<Told, 'told'>, () => ServiceError>> = {
  closed: () => new ServiceError('TaskTimedOut', 'The task has timed out, or was closed before.'),
  unknown: () => new ServiceError('InvalidToken', 'Nobody here gave out this token.'),
};

const accepted = (told: Told): Json => {
  if (told === 'told') return {};
  throw REFUSALS[told]();
};

const describe = (record: ExecutionRecord, executionArn: string, stateMachineArn: string): Json => {
  const { name, input, startDate, end } = record;
  const known = { executionArn, stateMachineArn, name, input, startDate: seconds(startDate) };
  if (end === null) return { ...known, status: 'RUNNING' };
  const { status, ...rest } = end.outcome;
  const result = 'output' in rest ? { output: JSON.stringify(rest.output) } : rest;
  return { ...known, status, stopDate: seconds(end.at), ...result };
};

const history = (record: ExecutionRecord): Json => ({
  events: record.history.map(({ at, type, ...entered }, index) => ({
    id: index + 1,
    previousEventId: index,
    timestamp: seconds(at),
    type,
    ...('name' in entered && { stateEnteredEventDetails: { name: entered.name } }),
  })),
});

/** The operations of Step Functions that this project and its tests use, on one state machine. */
export const workflowOperations = (
  stateMachine: Pick<StateMachine, 'arn' | 'aliases'>,
  executions: Executions,
  tokens: TaskTokens,
): Operations => {
  const prefix = `${stateMachine.arn.replace(':stateMachine:', ':execution:')}:`;
  const find = (arn: string): ExecutionRecord => {
    const record = arn.startsWith(prefix) ? executions.find(arn.slice(prefix.length)) : undefined;
    if (record) return record;
    throw new ServiceError('ExecutionDoesNotExist', `There is no execution ${arn}.`);
  };
  return {
    StartExecution: (given) => {
      const { stateMachineArn: arn, name, input } = read(startExecution, given);
      if (arn !== stateMachine.arn && !stateMachine.aliases.includes(arn))
        throw new ServiceError('StateMachineDoesNotExist', `There is no state machine ${arn}.`);
      try {
        const { startDate } = executions.start(name, input);
        return { executionArn: prefix + name, startDate: seconds(startDate) };
      } catch (error) {
        throw error instanceof StartRefused ? new ServiceError(error.name, error.message) : error;
      }
    },
    SendTaskSuccess: (given) => {
      const { taskToken, output } = read(sendTaskSuccess, given);
      const result = parseJson(output);
      if (result === undefined) throw new ServiceError('InvalidOutput', 'The output is not JSON.');
      return accepted(tokens.succeed(taskToken, result));
    },
    SendTaskFailure: (given) => {
      const { taskToken, error, cause } = read(sendTaskFailure, given);
      return accepted(tokens.fail(taskToken, error, cause));
    },
    DescribeExecution: (given) => {
      const { executionArn } = read(ofExecution, given);
      return describe(find(executionArn), executionArn, stateMachine.arn);
    },
    GetExecutionHistory: (given) => history(find(read(ofExecution, given).executionArn)),
  };
};
