import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { billOf, withoutMail } from '#bench/cost/bill.ts';
import { billedMs, ERP_MS, START_MS } from '#bench/cost/durations.ts';
import { itemBytes } from '#bench/cost/item-bytes.ts';
import { comparedWithSample } from '#bench/cost/sample.ts';
import type { FunctionUsage, Usage } from '#bench/cost/usage.ts';

const nothing: Usage = {
  functions: {},
  httpRequests: 0,
  executions: 0,
  transitions: 0,
  failures: 0,
  writeUnits: 0,
  readUnits: 0,
  queueRequests: 0,
  mails: 0,
  secretReads: 0,
  filePuts: 0,
  fileReads: 0,
  logLines: 0,
  logBytes: 0,
};

const aFunction: FunctionUsage = {
  memoryMb: 1_769,
  invocations: 1,
  starts: 0,
  calls: {},
  erpCalls: 0,
  conversations: 0,
};

describe('a bill', () => {
  it('is nothing for nothing', () => {
    expect(withoutMail(billOf(nothing))).toBe(0);
  });

  it.each([
    ['a million transitions', { transitions: 1e6 }, 'workflow', 25],
    ['a million mails', { mails: 1e6 }, 'mail', 100],
    ['a million writes and reads of one unit', { writeUnits: 1e6, readUnits: 1e6 }, 'table', 0.75],
    ['a gigabyte of logs', { logBytes: 1e9 }, 'logs', 0.5],
    ['a million requests', { httpRequests: 1e6 }, 'api', 1],
  ] as const)('%s', (_, used, part, usd) => {
    expect(billOf({ ...nothing, ...used })[part]).toBeCloseTo(usd, 6);
  });

  it('holds neither mail nor traces where it is told without them', () => {
    expect(withoutMail(billOf({ ...nothing, mails: 5, executions: 5 }))).toBe(0);
  });

  it('bills a call and the gigabyte seconds that it took', () => {
    const functions = { api: { ...aFunction, memoryMb: 1_024, conversations: 1, erpCalls: 9 } };
    const { functions: usd } = billOf({ ...nothing, functions });
    expect(usd).toBeCloseTo(0.2e-6 + 0.806 * 0.0000133334, 9);
  });
});

describe('billed milliseconds', () => {
  it('are work, longer with less memory', () => {
    expect(billedMs(aFunction)).toBe(3);
    expect(billedMs({ ...aFunction, memoryMb: 1_769 / 4 })).toBe(12);
  });

  it('are what is waited for: each service, the ERP once for a conversation, and a function that is called', () => {
    expect(billedMs({ ...aFunction, calls: { DYNAMODB: 4 } })).toBe(4 * 5 + 3 + 1);
    expect(billedMs({ ...aFunction, erpCalls: 11, conversations: 1 })).toBe(ERP_MS + 3);
    expect(billedMs(aFunction, 500)).toBe(503);
    expect(billedMs({ ...aFunction, starts: 1 })).toBe(START_MS + 3);
  });
});

it('the sample costs three transitions and little else, and more with more memory', () => {
  const [ours, published] = comparedWithSample(nothing).samples;
  expect(published?.usd).toBeGreaterThan(75e-6);
  expect(published?.usd).toBeLessThan(ours?.usd ?? 0);
  expect(ours?.usd).toBeLessThan(100e-6);
});

it('an item is as large as its names and values', () => {
  expect(itemBytes(marshall({ pk: 'é' }))).toBe(4);
  expect(itemBytes(marshall({ n: 1234 }))).toBe(1 + 3);
  expect(itemBytes(marshall({ b: new Uint8Array(10), t: true }))).toBe(11 + 2);
  expect(itemBytes(marshall({ l: ['ab', 'c'] }))).toBe(1 + 3 + 3 + 2);
  expect(itemBytes(marshall({ m: { k: 'v' } }))).toBe(1 + 3 + 1 + 2);
});
