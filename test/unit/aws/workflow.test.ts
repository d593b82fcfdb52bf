import {
  ExecutionAlreadyExists,
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { stepFunctionsStarter, stepFunctionsTeller } from '#aws/workflow.ts';
import type { Execution } from '#domain/ports.ts';
import { requestId } from '#domain/request.ts';

const ARN = 'arn:aws:states:eu-west-1:111122223333:stateMachine:send-to-erp';
const TOKEN = 'AQCAtokenAAAA';

const execution: Execution = {
  company_id: 1,
  project_id: 42,
  request_id: '42-3',
  run: 2,
  erp: 'import-file',
  approval_timeout_seconds: 86_400,
};

const underTest = () => {
  const client = new SFNClient({ region: 'eu-west-1' });
  return { starter: stepFunctionsStarter(client, ARN), teller: stepFunctionsTeller(client), sfn: mockClient(client) };
};

const about = { message: 'no', $metadata: {} };
const failure = (name: string, message: string) => Object.assign(new Error(message), { name });

describe('starting an execution', () => {
  it('names it and tells it by the execution alone', async () => {
    const { starter, sfn } = underTest();
    sfn.on(StartExecutionCommand).resolves({});
    const { run, ...rest } = execution;
    expect(await starter.start(execution)).toBe('started');
    expect(await starter.start({ run, ...rest })).toBe('started');
    const inputs = sfn.commandCalls(StartExecutionCommand).map(({ args: [{ input }] }) => input);
    expect(inputs[0]).toEqual(inputs[1]);
    expect(inputs[0]).toEqual({
      stateMachineArn: ARN,
      name: '1-42-3-2',
      input:
        '{"approval_timeout_seconds":86400,"company_id":1,"erp":"import-file","project_id":42,"request_id":"42-3","run":2}',
    });
  });

  it('finds a name that Step Functions takes for the largest ids there are', async () => {
    const { starter, sfn } = underTest();
    sfn.on(StartExecutionCommand).resolves({});
    const request_id = requestId(999_999_999_999_999, 999_999_999);
    await starter.start({ ...execution, company_id: Number.MAX_SAFE_INTEGER, request_id, run: 999_999_999 });
    expect(sfn.commandCalls(StartExecutionCommand)[0]?.args[0].input.name).toMatch(/^[0-9-]{1,80}$/);
  });

  it('tells when an execution of that name has ended', async () => {
    const { starter, sfn } = underTest();
    sfn.on(StartExecutionCommand).rejects(new ExecutionAlreadyExists(about));
    expect(await starter.start(execution)).toBe('closed');
  });

  it('fails with what else Step Functions says', async () => {
    const { starter, sfn } = underTest();
    sfn.on(StartExecutionCommand).rejects(failure('StateMachineDoesNotExist', 'no such machine'));
    await expect(starter.start(execution)).rejects.toThrow('no such machine');
  });
});

describe('telling a waiting state', () => {
  it('carries no data', async () => {
    const { teller, sfn } = underTest();
    sfn.on(SendTaskSuccessCommand).resolves({}).on(SendTaskFailureCommand).resolves({});
    expect(await teller.succeed(TOKEN)).toBe('told');
    expect(await teller.fail(TOKEN, 'NotAccepted')).toBe('told');
    expect(sfn.commandCalls(SendTaskSuccessCommand)[0]?.args[0].input).toEqual({ taskToken: TOKEN, output: '{}' });
    expect(sfn.commandCalls(SendTaskFailureCommand)[0]?.args[0].input).toEqual({
      taskToken: TOKEN,
      error: 'NotAccepted',
    });
  });

  it.each([new TaskTimedOut(about), new TaskDoesNotExist(about), new InvalidToken(about)])(
    'finds it gone on $name',
    async (error) => {
      const { teller, sfn } = underTest();
      sfn.on(SendTaskSuccessCommand).rejects(error).on(SendTaskFailureCommand).rejects(error);
      expect(await teller.succeed(TOKEN)).toBe('gone');
      expect(await teller.fail(TOKEN, 'ExportFailed')).toBe('gone');
    },
  );

  it('fails with what else Step Functions says, but never with the token', async () => {
    const { teller, sfn } = underTest();
    const error = failure('ValidationException', `Value '${TOKEN}' at 'taskToken' failed to satisfy constraint`);
    sfn
      .on(SendTaskSuccessCommand)
      .rejects(error)
      .on(SendTaskFailureCommand)
      .rejects(failure('ThrottlingException', 'slow down'));
    const thrown: unknown = await teller.succeed(TOKEN).catch((caught: unknown) => caught);
    expect(thrown).toMatchObject({
      name: 'ValidationException',
      message: "Value '(task token)' at 'taskToken' failed to satisfy constraint",
    });
    expect(thrown).toBeInstanceOf(Error);
    expect((thrown as Error).stack).not.toContain(TOKEN);
    expect((thrown as Error).cause).toBeUndefined();
    await expect(teller.fail(TOKEN, 'ErpUnavailable')).rejects.toMatchObject({ name: 'ThrottlingException' });
  });
});
