import { describe, expect, it } from 'vitest';
import type { FunctionAnswer } from '#local/workflow/task.ts';
import {
  answered,
  attempts,
  CALL,
  CALL_AND_WAIT,
  machine,
  path,
  thrown,
  World,
} from '#test/statemachine/interpreter-world.ts';

const states = (more: object) => ({
  Call: { Type: 'Task', Resource: CALL, Parameters: { FunctionName: 'f', Payload: {} }, Next: 'Done', ...more },
  Done: { Type: 'Succeed' },
  Caught: { Type: 'Succeed' },
});
const retry = (...names: string[]) => ({ ErrorEquals: names, IntervalSeconds: 2, BackoffRate: 2, MaxAttempts: 3 });
const caught = (...names: string[]) => [{ ErrorEquals: names, ResultPath: null, Next: 'Caught' }];

/** A function that answers with the given answers, one after the other, and notes when it was called. */
const script = (more: object, answers: FunctionAnswer[]) => {
  const at: number[] = [];
  const world: World = new World(machine(states(more)), async () => {
    at.push(world.time.seconds);
    return answers.shift() ?? answered({});
  });
  return { world, at };
};

describe('Retry', () => {
  it('waits longer each time', async () => {
    const { world, at } = script({ Retry: [retry('Busy')] }, [thrown('Busy'), thrown('Busy'), thrown('Busy')]);
    expect(path(await world.finish())).toEqual(['Call', 'Done']);
    expect(at).toEqual([0, 2, 6, 14]);
  });

  it('never waits longer than MaxDelaySeconds', async () => {
    const { world, at } = script(
      { Retry: [{ ...retry('Busy'), MaxDelaySeconds: 3 }] },
      Array.from({ length: 3 }, () => thrown('Busy')),
    );
    await world.finish();
    expect(at).toEqual([0, 2, 5, 8]);
  });

  it('takes the defaults of the language: three attempts more, after 1, 2 and 4 seconds', async () => {
    const { world, at } = script(
      { Retry: [{ ErrorEquals: ['Busy'] }] },
      Array.from({ length: 9 }, () => thrown('Busy')),
    );
    const record = await world.finish();
    expect(at).toEqual([0, 1, 3, 7]);
    expect(record.end?.outcome).toMatchObject({ error: 'Busy' });
  });

  it('counts each retrier for itself, and asks no second one when the first that matches is used up', async () => {
    const more = {
      Retry: [{ ...retry('A'), MaxAttempts: 1 }, { ...retry('B'), MaxAttempts: 1 }, retry('States.ALL')],
      Catch: caught('States.ALL'),
    };
    const { world } = script(more, [thrown('A'), thrown('B'), thrown('A')]);
    const record = await world.finish();
    expect(attempts(record)).toBe(3);
    expect(path(record)).toEqual(['Call', 'Caught']);
  });

  it.each([
    ['States.ALL', 'Anything', true],
    ['States.ALL', 'States.Timeout', true],
    ['States.TaskFailed', 'Anything', true],
    ['States.TaskFailed', 'States.Timeout', false],
    ['Anything', 'Anything', true],
    ['Anything', 'Else', false],
  ])('for %s after %s: %s', async (name, error, retried) => {
    const { world } = script({ Retry: [{ ...retry(name), MaxAttempts: 1 }] }, [thrown(error)]);
    expect(attempts(await world.finish())).toBe(retried ? 2 : 1);
  });

  it('starts the timeout anew with each attempt', async () => {
    const world = new World(
      machine(states({ TimeoutSeconds: 10, Retry: [{ ...retry('States.Timeout'), MaxAttempts: 2 }] })),
      () => new Promise(() => undefined),
    );
    const record = await world.finish();
    expect(record.end).toMatchObject({ at: new Date((10 + 2 + 10 + 4 + 10) * 1000) });
  });

  it('gives each attempt a token of its own', async () => {
    const Parameters = { FunctionName: 'f', Payload: { 'token.$': '$$.Task.Token' } };
    const more = { Resource: CALL_AND_WAIT, Parameters, Retry: [retry('Busy')], TimeoutSeconds: 60 };
    const { world } = script(more, [thrown('Busy')]);
    world.start();
    await world.time.pass(2);
    expect(world.calls.map(({ payload }) => payload)).toEqual([{ token: 'token-1' }, { token: 'token-2' }]);
    expect(world.tokens.succeed('token-1', {})).toBe('closed');
    expect(world.tokens.succeed('token-2', {})).toBe('told');
  });
});

describe('Catch', () => {
  it('goes on with the input of the state', async () => {
    const { world } = script({ Catch: caught('Broken') }, [thrown('Broken')]);
    const record = await world.finish({ id: 1 });
    expect(record.end?.outcome).toEqual({ status: 'SUCCEEDED', output: { id: 1 } });
    expect(path(record)).toEqual(['Call', 'Caught']);
  });

  it('lets pass what it does not name', async () => {
    const { world } = script({ Catch: caught('Other') }, [thrown('Broken')]);
    expect((await world.finish()).end?.outcome).toMatchObject({ status: 'FAILED', error: 'Broken' });
  });

  it('comes only when retries are used up', async () => {
    const more = { Retry: [{ ...retry('Broken'), MaxAttempts: 2 }], Catch: caught('States.ALL') };
    const { world } = script(
      more,
      Array.from({ length: 9 }, () => thrown('Broken')),
    );
    expect(attempts(await world.finish())).toBe(3);
  });
});
