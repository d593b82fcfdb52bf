import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Functions } from '#local/functions/functions.ts';
import { NO_INSTRUMENTS } from '#local/instruments.ts';
import type { FunctionSpec } from '#local/template/functions.ts';
import { aFolder } from '#test/local/folders.ts';

/** One function with this code, called `f`. */
const aFunction = (code: string, more: Partial<FunctionSpec> = {}) => {
  const folder = aFolder();
  const [bundles, logs] = [join(folder, 'bundles'), join(folder, 'logs')];
  for (const each of [bundles, logs]) mkdirSync(each);
  writeFileSync(join(bundles, 'f.mjs'), code);
  const spec: FunctionSpec = {
    name: 'f',
    arn: 'arn:f',
    role: null,
    module: 'f',
    exportName: 'handler',
    environment: {},
    timeoutSeconds: 10,
    memoryMb: 128,
    callsAtOnce: Infinity,
    ...more,
  };
  const functions = new Functions([spec], {
    bundles,
    logs,
    platform: { PLATFORM: 'p' },
    around: NO_INSTRUMENTS.around,
  });
  onTestFinished(() => functions.stop());
  return {
    functions,
    call: (event = {}) => functions.call('f', event),
    log: () => readFileSync(join(logs, 'f.log'), 'utf8'),
  };
};

const COUNTER = `let calls = 0; export const handler = async (event) => {
  calls += 1;
  if (event.wait) await new Promise((resolve) => setTimeout(resolve, event.wait));
  return { calls, busy: event.wait };
};`;

describe('a function', () => {
  it('gets its event and context, and nothing in its environment but what it was given', async () => {
    const code = `export const handler = async (event, context) => ({
      event,
      env: { ...process.env },
      name: context.functionName,
      id: /^[0-9a-f-]{36}$/.test(context.awsRequestId),
      left: context.getRemainingTimeInMillis(),
    });`;
    const { call } = aFunction(code, { environment: { OWN: 'o' } });
    const answer = await call({ a: 1 });
    expect(answer).toMatchObject({
      ok: true,
      payload: { event: { a: 1 }, env: { OWN: 'o', PLATFORM: 'p' }, name: 'f', id: true },
    });
    expect(answer).not.toHaveProperty('payload.env.PATH');
    expect(answer).toHaveProperty('payload.left', expect.closeTo(10_000, -4));
  });

  it('is found by its ARN as well, and others are not found', async () => {
    const { functions } = aFunction(COUNTER);
    expect(await functions.call('arn:f', {})).toMatchObject({ ok: true });
    expect(await functions.call('g', {})).toMatchObject({ ok: false, errorType: 'Lambda.ResourceNotFoundException' });
  });

  it('that answers nothing answers null', async () => {
    expect(await aFunction('export const handler = () => undefined;').call()).toEqual({ ok: true, payload: null });
  });

  it('keeps what it has loaded between calls', async () => {
    const { call } = aFunction(COUNTER);
    await call();
    expect(await call()).toMatchObject({ payload: { calls: 2 } });
  });

  it('writes its log into a file of its own', async () => {
    const { call, log } = aFunction(
      `export const handler = async () => { console.log('said'); console.error('complained'); };`,
    );
    await call();
    await expect.poll(log).toContain('said');
    await expect.poll(log).toContain('complained');
  });
});

describe('failures are answers', () => {
  const throwing = (thrown: string) =>
    `class Busy extends Error { name = 'Busy' }; export const handler = async () => { throw ${thrown}; };`;

  it.each([
    [throwing(`new Busy('later')`), 'Busy', 'later'],
    [throwing(`new TypeError('odd')`), 'TypeError', 'odd'],
    [throwing(`'text'`), 'string', 'text'],
    ['export const other = 1;', 'Runtime.HandlerNotFound', 'exports no function "handler"'],
    ['throw new RangeError("while loading");', 'RangeError', 'while loading'],
    ['export const handler = async () => process.exit(3);', 'Runtime.ExitError', 'exit status 3'],
    [
      `export const handler = () => { setTimeout(() => { throw new Busy() }); class Busy extends Error { name = 'Busy' }; return new Promise(() => {}); };`,
      'Busy',
      '',
    ],
  ])('%s', async (code, errorType, message) => {
    const answer = await aFunction(code).call();
    expect(answer).toMatchObject({ ok: false, errorType });
    expect(answer).toHaveProperty('errorMessage', expect.stringContaining(message));
  });

  it('of a crash leave the next call a fresh sandbox', async () => {
    const { call } = aFunction(
      `let calls = 0; export const handler = async ({ crash }) => { if (crash) process.exit(1); return (calls += 1); };`,
    );
    await call();
    await call({ crash: true });
    expect(await call()).toEqual({ ok: true, payload: 1 });
  });

  it('come when the time of the template is over, and end the sandbox', async () => {
    const { call } = aFunction(COUNTER, { timeoutSeconds: 1 });
    await call();
    const late = await call({ wait: 60_000 });
    expect(late).toMatchObject({ ok: false, errorType: 'Sandbox.Timedout' });
    expect(late).toHaveProperty('errorMessage', expect.stringContaining('Task timed out after 1.00 seconds'));
    expect(await call()).toMatchObject({ payload: { calls: 1 } });
  });
});

describe('calls at the same time', () => {
  it('run side by side, each in a sandbox of its own', async () => {
    const { call } = aFunction(COUNTER);
    const answers = await Promise.all([call({ wait: 300 }), call({ wait: 300 })]);
    expect(answers).toMatchObject([{ payload: { calls: 1 } }, { payload: { calls: 1 } }]);
  });

  it('wait for their turn beyond what is reserved, and after a crash', async () => {
    const { call } = aFunction(COUNTER.replace('calls += 1;', 'calls += 1; if (event.crash) process.exit(1);'), {
      callsAtOnce: 1,
    });
    const answers = await Promise.all([call({ wait: 50 }), call(), call({ crash: true }), call()]);
    expect(answers).toMatchObject([
      { payload: { calls: 1 } },
      { payload: { calls: 2 } },
      { ok: false },
      { payload: { calls: 1 } },
    ]);
  });
});
