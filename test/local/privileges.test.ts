import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Access } from '#local/access/access.ts';
import { decide } from '#local/access/policy.ts';
import { planOf } from '#local/cloud-plan.ts';
import { readSettings } from '#local/settings.ts';
import { localStage } from '#local/stage.ts';
import { checkStage } from '#lib/stage-check.ts';
import { synthesise } from '#lib/synthesise.ts';
import { compare, grantOf, grantsOf, neededBy } from './privileges/grants.ts';
import type { Recorder } from './privileges/recorder.ts';
import { unneeded } from './privileges/unneeded.ts';
import { recordWalk } from './privileges/walk.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'send-to-erp-test-'));
const settings = readSettings({ PORT: '0', DATA_DIR: dataDir });
const addresses = { api: 'http://api', queues: 'http://queues' };

const template = synthesise(checkStage(localStage(settings, { id: 'import-file', settings: {} }, addresses.api)));

/** What the policies of a template allow, by whom. */
const rightsIn = (text: string) => {
  const { intrinsics, functions } = planOf(text, addresses);
  return new Access(intrinsics, functions).rights;
};
const rights = rightsIn(JSON.stringify(template));

let recorded: Recorder;
beforeAll(async () => {
  recorded = await recordWalk(settings);
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

describe('the policies', () => {
  it('lack nothing that is called', () => {
    expect(recorded.refusals).toEqual([]);
    expect(recorded.calls.length).toBeGreaterThan(500);
  });

  it('grant nothing that is not needed', () => {
    expect(compare(grantsOf(rights), neededBy(recorded.calls), unneeded)).toEqual({ unexplained: [], outdated: [] });
  });
});

describe('mistakes made on purpose are found:', () => {
  it('each grant that is taken away, by a call that is refused then', () => {
    for (const [principal, own] of rights) {
      const calls = recorded.calls.filter(({ caller }) => caller.principal === principal);
      for (const gone of own) {
        const left = own.filter((right) => right !== gone);
        const grant = grantOf(principal, gone);
        const isMissed = calls.some((call) => !decide(left, call).isAllowed);
        expect.soft(isMissed, grant).toBe(!unneeded.some((each) => each.grant.test(grant)));
      }
    }
  });

  it.each([
    [
      'an action',
      '"dynamodb:BatchWriteItem"',
      '"dynamodb:BatchWriteItem","dynamodb:DeleteItem"',
      /^RequestApi\S+ dynamodb:DeleteItem /,
    ],
    ['a wildcard', '"Action":"states:StartExecution"', '"Action":["states:StartExecution","states:*"]', / states:\* /],
  ])('%s that nobody needs', (_, from, to, grant) => {
    const wider = JSON.stringify(template).replaceAll(from, to);
    const { unexplained } = compare(grantsOf(rightsIn(wider)), neededBy(recorded.calls), unneeded);
    expect(unexplained).toContainEqual(expect.stringMatching(grant));
  });
});
