import { describe, expect, it } from 'vitest';
import { CALL_AND_WAIT, machine, path, thrown, World } from '#test/statemachine/interpreter-world.ts';

const states = {
  Wait: {
    Type: 'Task',
    Resource: CALL_AND_WAIT,
    Parameters: { FunctionName: 'f', Payload: { 'token.$': '$$.Task.Token' } },
    TimeoutSecondsPath: '$.seconds',
    Catch: [{ ErrorEquals: ['States.Timeout', 'NotAccepted'], ResultPath: null, Next: 'Caught' }],
    Next: 'Done',
  },
  Done: { Type: 'Succeed' },
  Caught: { Type: 'Succeed' },
};
const definition = machine(states);
const input = { seconds: 100 };
const never = () => new Promise<never>(() => undefined);

describe('a task that waits for its callback', () => {
  it('waits after its function returned', async () => {
    const world = new World(definition);
    const record = world.start(input);
    await world.time.pass(99);
    expect(record.end).toBeNull();
    expect(world.tokens.succeed('token-1', { by: 'somebody' })).toBe('told');
    await world.time.settle();
    expect(record.end?.outcome).toEqual({ status: 'SUCCEEDED', output: { by: 'somebody' } });
  });

  it('ends with a callback that comes before its function returned', async () => {
    const world = new World(definition, never);
    const record = world.start(input);
    await world.time.settle();
    world.tokens.succeed('token-1', {});
    await world.time.settle();
    expect(path(record)).toEqual(['Wait', 'Done']);
  });

  it('fails with the error that the callback names', async () => {
    const world = new World(definition);
    const record = world.start(input);
    await world.time.settle();
    expect(world.tokens.fail('token-1', 'NotAccepted', '')).toBe('told');
    await world.time.settle();
    expect(path(record)).toEqual(['Wait', 'Caught']);
  });

  it('fails when its function fails, callback or not', async () => {
    const world = new World(definition, async () => thrown('Broken'));
    const record = await world.finish(input);
    expect(record.end?.outcome).toMatchObject({ error: 'Broken' });
    expect(world.tokens.succeed('token-1', {})).toBe('closed');
  });

  it('times out, and then callbacks come too late', async () => {
    const world = new World(definition);
    const record = world.start(input);
    await world.time.pass(100);
    expect(path(record)).toEqual(['Wait', 'Caught']);
    expect(world.tokens.succeed('token-1', {})).toBe('closed');
    expect(world.tokens.fail('token-1', 'NotAccepted', '')).toBe('closed');
  });

  it('hears its first callback only', async () => {
    const world = new World(definition);
    const record = world.start(input);
    await world.time.settle();
    expect(world.tokens.succeed('token-1', 'first')).toBe('told');
    expect(world.tokens.fail('token-1', 'NotAccepted', 'second')).toBe('closed');
    await world.time.settle();
    expect(record.end?.outcome).toMatchObject({ output: 'first' });
  });

  it('leaves no timer behind', async () => {
    const world = new World(definition);
    world.start(input);
    await world.time.settle();
    expect(world.time.sleepers).toBe(1);
    world.tokens.succeed('token-1', {});
    await world.time.settle();
    expect(world.time.sleepers).toBe(0);
  });
});

it('knows no token that it did not give out', () => {
  expect(new World(definition).tokens.succeed('token-9', {})).toBe('unknown');
});
