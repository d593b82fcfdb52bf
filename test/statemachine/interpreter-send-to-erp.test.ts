import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { CallFunction } from '#local/workflow/task.ts';
import { answered, attempts, path, thrown, World } from '#test/statemachine/interpreter-world.ts';

const definition = readFileSync(
  new URL('../../statemachines/send-to-erp.asl.json', import.meta.url),
  'utf8',
).replaceAll(/\$\{(\w+)\}/g, '$1:');
const input = {
  company_id: 1,
  project_id: 2,
  request_id: '2-1',
  run: 1,
  erp: 'tryton',
  approval_timeout_seconds: 1_209_600,
};
const task = z.object({ task_token: z.string() });

/** What one call of a waiting task comes to. */
type Wait = 'succeed' | 'stay-silent' | 'hang' | { readonly tells: string } | { readonly throws: string };
/** What one call of Settle comes to. */
type Settle = { readonly next: string } | { readonly throws: string };

/** What the calls come to, one after the other. */
interface Script {
  readonly waits: readonly Wait[];
  readonly settles: readonly Settle[];
}

const wait = fc.constantFrom<Wait[]>(
  'succeed',
  'stay-silent',
  'hang',
  ...['NotAccepted', 'ErpUnavailable', 'OutcomeUnknown', 'ExportFailed'].map((error) => ({ tells: error })),
  ...['TemporaryError', 'Sandbox.Timedout', 'Lambda.ServiceException', 'Broken'].map((error) => ({ throws: error })),
);
const settle = fc.constantFrom<Settle[]>(
  ...['export', 'synced', 'rejected', 'retrieved', 'expired', 'failed_to_export', 'left_to_the_sweeper'].map(
    (next) => ({ next }),
  ),
  ...['TemporaryError', 'Broken'].map((error) => ({ throws: error })),
);
const scripts = fc.record({ waits: fc.array(wait, { maxLength: 12 }), settles: fc.array(settle, { maxLength: 6 }) });

/** Functions that do what the script says, call by call, and what ends the execution when it is over. */
const play = (script: Script): World => {
  const waits = [...script.waits];
  const settles = [...script.settles];
  const call: CallFunction = async (name, payload) => {
    if (name.startsWith('SettleFunction')) {
      const next = settles.shift() ?? { next: 'failed_to_export' };
      return 'next' in next ? answered(next) : thrown(next.throws);
    }
    const { task_token: token } = task.parse(payload);
    const next = waits.shift() ?? 'succeed';
    if (next === 'hang') return new Promise(() => undefined);
    if (next === 'succeed') world.tokens.succeed(token, {});
    else if (next !== 'stay-silent' && 'tells' in next) world.tokens.fail(token, next.tells, '');
    else if (next !== 'stay-silent') return thrown(next.throws);
    return answered({});
  };
  const world: World = new World(definition, call);
  return world;
};

describe('the state machine of this service', () => {
  it('accepted: waits, exports and is done, in two transitions', async () => {
    const world = play({ waits: [], settles: [] });
    const record = await world.finish(input);
    expect(path(record)).toEqual(['RequestApproval', 'Export']);
    expect(attempts(record)).toBe(2);
    expect(world.calls.map(({ name }) => name)).toEqual(['RequestApprovalFunction:', 'ExportFunctionPrefix:tryton']);
    expect(record.end?.outcome.status).toBe('SUCCEEDED');
  });

  it('waits for a decision as long as the request says, then settles', async () => {
    const world = play({ waits: ['stay-silent'], settles: [{ next: 'expired' }] });
    const record = world.start(input);
    await world.time.pass(input.approval_timeout_seconds - 1);
    expect(path(record)).toEqual(['RequestApproval']);
    await world.time.passAll();
    expect(path(record)).toEqual(['RequestApproval', 'Settle', 'WhatDoesTheLedgerSay', 'Expired']);
  });

  it('asks an ERP that is out of reach again, later and later, and gives up after five repeats', async () => {
    const record = await play({
      waits: ['succeed', ...Array.from({ length: 6 }, () => ({ tells: 'ErpUnavailable' }))],
      settles: [],
    }).finish(input);
    expect(path(record)).toEqual([
      'RequestApproval',
      'Export',
      'SettleExport',
      'WhatDoesTheLedgerSay',
      'FailedToExport',
    ]);
    expect(record.end?.at.getTime()).toBe((15 + 30 + 60 + 120 + 240) * 1000);
  });

  it('comes to an end whatever its functions do, and never enters more than two states on an accepted path', async () => {
    await fc.assert(
      fc.asyncProperty(scripts, async (script) => {
        const record = await play(script).finish(input);
        const states = path(record);
        expect(record.end).not.toBeNull();
        expect(states[0]).toBe('RequestApproval');
        if (!states.includes('WhatDoesTheLedgerSay') && states.at(-1) === 'Export') expect(states).toHaveLength(2);
      }),
      { numRuns: 200 },
    );
  });

  it('exports only after an accept or when the ledger says so', async () => {
    await fc.assert(
      fc.asyncProperty(scripts, async (script) => {
        const states = path(await play(script).finish(input));
        const before = states.flatMap((state, index) => (state === 'Export' ? [states[index - 1]] : []));
        expect(['RequestApproval', 'WhatDoesTheLedgerSay']).toEqual(expect.arrayContaining(before));
      }),
      { numRuns: 100 },
    );
  });
});
