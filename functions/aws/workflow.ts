import {
  ExecutionAlreadyExists,
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { canonicalJson } from '#domain/canonical.ts';
import type { Execution, Workflow } from '#domain/ports.ts';

/** At most 53 of the 80 characters that Step Functions allows. */
const nameOf = ({ company_id, request_id, run }: Execution): string => `${company_id}-${request_id}-${run}`;

/**
 * Starts executions. Name and input are functions of the request, so that Step Functions answers a second start of a running
 * execution as it did the first.
 */
export const stepFunctionsStarter = (client: SFNClient, stateMachineArn: string): Pick<Workflow, 'start'> => ({
  start: async (execution) => {
    const input = canonicalJson(execution);
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn, name: nameOf(execution), input }));
      return 'started';
    } catch (error) {
      if (error instanceof ExecutionAlreadyExists) return 'closed';
      throw error;
    }
  },
});

/** Step Functions' three ways of saying that nobody waits with this token. One is also the answer to a repeat of our own. */
const meansGone = (error: unknown): boolean =>
  error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken;

/** An error that is safe to log: Step Functions quotes a token it does not like. */
const withoutToken = (error: unknown, token: string): unknown => {
  if (!(error instanceof Error) || !error.message.includes(token)) return error;
  return Object.assign(new Error(error.message.replaceAll(token, '(task token)')), { name: error.name });
};

const tell = async (token: string, send: () => Promise<unknown>): Promise<'told' | 'gone'> => {
  try {
    await send();
    return 'told';
  } catch (error) {
    if (meansGone(error)) return 'gone';
    throw withoutToken(error, token);
  }
};

/** Wakes waiting states. They read the ledger for everything, so the output is empty. */
export const stepFunctionsTeller = (client: SFNClient): Pick<Workflow, 'succeed' | 'fail'> => ({
  succeed: (taskToken) => tell(taskToken, () => client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }))),
  fail: (taskToken, error) => tell(taskToken, () => client.send(new SendTaskFailureCommand({ taskToken, error }))),
});
