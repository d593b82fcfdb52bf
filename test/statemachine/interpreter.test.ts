import { describe, expect, it } from 'vitest';
import { answered, CALL, CALL_AND_WAIT, machine, path, thrown, World } from '#test/statemachine/interpreter-world.ts';

const task = (more: object = {}) => ({
  Type: 'Task',
  Resource: CALL,
  Parameters: { FunctionName: 'f', Payload: { id: 1 } },
  Next: 'Done',
  ...more,
});
const Done = { Type: 'Succeed' };

describe('a task', () => {
  it('calls its function with the payload it describes', async () => {
    const Parameters = {
      'FunctionName.$': "States.Format('export-{}-{}', $.erp, $.number)",
      Payload: { 'a.$': '$.a.b', fixed: [1, { x: null }], 'name.$': '$$.Execution.Name', nested: { 'all.$': '$' } },
    };
    const input = { erp: 'tryton', number: 7, a: { b: true } };
    const world = new World(machine({ Call: task({ Parameters }), Done }));
    await world.finish(input);
    expect(world.calls).toEqual([
      {
        name: 'export-tryton-7',
        payload: { a: true, fixed: [1, { x: null }], name: 'execution', nested: { all: input } },
      },
    ]);
  });

  it('may be the end: the execution has succeeded with its output', async () => {
    const world = new World(machine({ Call: task({ Next: undefined, End: true, ResultPath: null }), Done }));
    const record = await world.finish({ a: 1 });
    expect(path(record)).toEqual(['Call']);
    expect(record.end?.outcome).toEqual({ status: 'SUCCEEDED', output: { a: 1 } });
  });

  it('gives what Lambda answers as its output', async () => {
    const record = await new World(machine({ Call: task(), Done }), async () => answered({ x: 1 })).finish();
    const output = { ExecutedVersion: '$LATEST', StatusCode: 200, Payload: { x: 1 } };
    expect(record.end?.outcome).toEqual({ status: 'SUCCEEDED', output });
  });

  it('selects from its result and puts it beside its input', async () => {
    const more = { ResultSelector: { 'next.$': '$.Payload.next' }, ResultPath: '$.settled' };
    const world = new World(machine({ Call: task(more), Done }), async () => answered({ next: 'synced', other: 1 }));
    const record = await world.finish({ id: 1 });
    expect(record.end?.outcome).toMatchObject({ output: { id: 1, settled: { next: 'synced' } } });
  });

  it('keeps its input when the result goes nowhere', async () => {
    const record = await new World(machine({ Call: task({ ResultPath: null }), Done })).finish({ id: 1 });
    expect(record.end?.outcome).toMatchObject({ output: { id: 1 } });
  });

  it.each([
    ['a missing field', { 'x.$': '$.missing.deep' }, 'States.ParameterPathFailure'],
    ['a missing token', { 'x.$': '$$.Task.Token' }, 'States.ParameterPathFailure'],
    ['a format of an object', { 'x.$': "States.Format('{}', $.object)" }, 'States.IntrinsicFailure'],
  ])('fails on %s in its parameters, by AWS name', async (_, Payload, error) => {
    const Parameters = { FunctionName: 'f', Payload };
    const record = await new World(machine({ Call: task({ Parameters }), Done })).finish({ object: {} });
    expect(record.end?.outcome).toMatchObject({ status: 'FAILED', error });
  });

  it('fails the execution with what the function threw', async () => {
    const record = await new World(machine({ Call: task(), Done }), async () => thrown('Broken')).finish();
    expect(record.end?.outcome).toEqual({ status: 'FAILED', error: 'Broken', cause: 'Broken was thrown' });
  });

  it('times out', async () => {
    const world = new World(machine({ Call: task({ TimeoutSeconds: 60 }), Done }), () => new Promise(() => undefined));
    const record = world.start();
    await world.time.pass(59.9);
    expect(record.end).toBeNull();
    await world.time.pass(0.1);
    expect(record.end?.outcome).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  it.each([[0], [1.5], ['60'], [null]])(
    'ends with States.Runtime, which nothing catches, on a timeout of %j',
    async (seconds) => {
      const Catch = [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Done' }];
      const record = await new World(machine({ Call: task({ TimeoutSecondsPath: '$.s', Catch }), Done })).finish({
        s: seconds,
      });
      expect(record.end?.outcome).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    },
  );
});

describe('a choice', () => {
  const states = {
    Choose: {
      Type: 'Choice',
      Choices: [
        { Variable: '$.way', StringEquals: 'a', Next: 'A' },
        { Variable: '$.way', StringEquals: 'b', Next: 'B' },
      ],
    },
    A: Done,
    B: Done,
    Other: { Type: 'Fail', Error: 'Other', Cause: 'none of them' },
  };
  const withDefault = { ...states, Choose: { ...states.Choose, Default: 'Other' } };

  it.each([
    ['a', 'A'],
    ['b', 'B'],
    ['c', 'Other'],
    [7, 'Other'],
  ])('goes by the value %j to %s', async (way, next) => {
    expect(path(await new World(machine(withDefault)).finish({ way }))).toEqual(['Choose', next]);
  });

  it.each([
    ['nothing applies', { way: 'c' }, 'States.NoChoiceMatched'],
    ['the variable is missing', {}, 'States.Runtime'],
  ])('without a default fails when %s', async (_, input, error) => {
    const record = await new World(machine(states)).finish(input);
    expect(record.end?.outcome).toMatchObject({ status: 'FAILED', error });
  });
});

it('ends as Succeed and Fail say', async () => {
  const failed = await new World(machine({ End: { Type: 'Fail', Error: 'E', Cause: 'C' } })).finish();
  expect(failed.end?.outcome).toEqual({ status: 'FAILED', error: 'E', cause: 'C' });
  const succeeded = await new World(machine({ Done })).finish({ id: 1 });
  expect(succeeded.end?.outcome).toEqual({ status: 'SUCCEEDED', output: { id: 1 } });
});

it('leaves running executions alone when the process ends', async () => {
  const waiting = task({ Resource: CALL_AND_WAIT, TimeoutSeconds: 60 });
  const world = new World(machine({ Wait: waiting, Done }));
  const record = world.start();
  await world.time.settle();
  world.stopping.abort();
  await world.time.passAll();
  expect(record.end).toBeNull();
});
