import { describe, expect, it } from 'vitest';
import { ServiceError } from '#local/services/json-service.ts';
import type { Json } from '#local/json.ts';
import { workflowOperations } from '#local/workflow/service.ts';
import { CALL_AND_WAIT, machine, World } from '#test/statemachine/interpreter-world.ts';

const ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:m';
const definition = machine({
  Wait: {
    Type: 'Task',
    Resource: CALL_AND_WAIT,
    Parameters: { FunctionName: 'f', Payload: {} },
    TimeoutSeconds: 100,
    Next: 'Done',
  },
  Done: { Type: 'Succeed' },
});

/** Calls an operation and gives its answer, or the name of its error. */
const service = () => {
  const world = new World(definition);
  const operations = workflowOperations({ arn: ARN, aliases: [] }, world.executions, world.tokens);
  const call = (name: string, input: Json): Json => {
    try {
      return operations[name]!(input);
    } catch (error) {
      if (error instanceof ServiceError) return error.name;
      throw error;
    }
  };
  const start = (name: string, input = '{"a":1}') => call('StartExecution', { stateMachineArn: ARN, name, input });
  return { world, call, start };
};

const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:m:e';

describe('StartExecution', () => {
  it('is idempotent while the execution runs', async () => {
    const { world, start } = service();
    const first = start('e');
    expect(first).toEqual({ executionArn, startDate: 0 });
    await world.time.pass(10);
    expect(start('e')).toEqual(first);
    await world.time.settle();
    expect(world.calls).toHaveLength(1);
  });

  it('refuses the name of a running execution with another input, byte by byte', () => {
    const { start } = service();
    start('e', '{"a":1}');
    expect(start('e', '{"a": 1}')).toBe('ExecutionAlreadyExists');
  });

  it('refuses the name of a closed execution, whatever the input', async () => {
    const { world, start } = service();
    start('e');
    await world.time.passAll();
    expect(start('e')).toBe('ExecutionAlreadyExists');
  });

  it.each([[''], ['a b'], ['a/b'], ['x'.repeat(81)], ['a\u0007']])('refuses the name %j', (name) => {
    expect(service().start(name)).toBe('InvalidName');
  });

  it('refuses input that is not JSON, and state machines it does not know', () => {
    const { start, call } = service();
    expect(start('e', 'nonsense')).toBe('InvalidExecutionInput');
    expect(call('StartExecution', { stateMachineArn: `${ARN}2`, name: 'e' })).toBe('StateMachineDoesNotExist');
  });
});

describe('callbacks', () => {
  it('are told once; a closed task has timed out, an unknown token is invalid', async () => {
    const { world, call, start } = service();
    start('e');
    await world.time.settle();
    const success = { taskToken: 'token-1', output: '{}' };
    expect(call('SendTaskSuccess', success)).toEqual({});
    expect(call('SendTaskSuccess', success)).toBe('TaskTimedOut');
    expect(call('SendTaskFailure', { taskToken: 'token-1', error: 'E' })).toBe('TaskTimedOut');
    expect(call('SendTaskSuccess', { ...success, taskToken: 'token-9' })).toBe('InvalidToken');
    expect(call('SendTaskSuccess', { ...success, output: 'nonsense' })).toBe('InvalidOutput');
  });
});

describe('what is known of an execution', () => {
  it('tells while it runs and when it has ended', async () => {
    const { world, call, start } = service();
    start('e');
    const known = { executionArn, stateMachineArn: ARN, name: 'e', input: '{"a":1}', startDate: 0 };
    expect(call('DescribeExecution', { executionArn })).toEqual({ ...known, status: 'RUNNING' });
    await world.time.pass(5);
    call('SendTaskSuccess', { taskToken: 'token-1', output: '{"b":2}' });
    await world.time.settle();
    expect(call('DescribeExecution', { executionArn })).toEqual({
      ...known,
      status: 'SUCCEEDED',
      stopDate: 5,
      output: '{"b":2}',
    });
    expect(call('GetExecutionHistory', { executionArn })).toEqual({
      events: [
        {
          id: 1,
          previousEventId: 0,
          timestamp: 0,
          type: 'TaskStateEntered',
          stateEnteredEventDetails: { name: 'Wait' },
        },
        { id: 2, previousEventId: 1, timestamp: 0, type: 'TaskScheduled' },
        {
          id: 3,
          previousEventId: 2,
          timestamp: 5,
          type: 'SucceedStateEntered',
          stateEnteredEventDetails: { name: 'Done' },
        },
      ],
    });
  });

  it('tells how it failed', async () => {
    const { world, call, start } = service();
    start('e');
    await world.time.passAll();
    expect(call('DescribeExecution', { executionArn })).toMatchObject({
      status: 'FAILED',
      error: 'States.Timeout',
      stopDate: 100,
    });
  });

  it('knows no others', () => {
    expect(service().call('DescribeExecution', { executionArn })).toBe('ExecutionDoesNotExist');
  });
});
