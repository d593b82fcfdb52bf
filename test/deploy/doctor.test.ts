import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { dynamoIntegrations } from '#aws/integrations.ts';
import { doubleOf } from '#erp/double.ts';
import { awsClients, type AwsClients } from '#ops/doctor/clients.ts';
import type { Template } from '#ops/doctor/template.ts';
import { pythonTools } from '#test/support/python.ts';
import { anIntegration } from '#test/support/records.ts';
import { breakages, type Account } from './breakages.ts';
import { DeployedStage } from './deployed-stage.ts';
import { gaps } from './doctor-gaps.ts';
import { examined, templateOf } from './examined.ts';

const tools = await pythonTools(join(import.meta.dirname, 'requirements.txt'));
const why = 'missing' in tools ? ` (skipped: ${tools.missing})` : '';

const clock = () => new Date();

/** CDK ends a logical id with eight digits of its own: one that begins like another is another. */
const isNamed = (logicalId: string, path: string): boolean =>
  logicalId.startsWith(path) && /^[0-9A-F]{8}$/.test(logicalId.slice(path.length));

/** What was found and is no gap of the emulator. */
const beyondGaps = (found: readonly string[]): string[] =>
  found.filter((each) => !gaps.some(({ finding }) => finding.test(each)));

describe.skipIf('missing' in tools)(`doctor, on an emulated AWS${why}`, () => {
  let stage: DeployedStage;
  let aws: AwsClients;
  let template: Template;
  let account: Account;
  const look = () => examined(stage, aws, template);

  /** As operators do, so that there is one whose ERP is called. */
  const putIntegration = async (): Promise<void> => {
    const { credentials } = (await doubleOf('tryton'))({ clock });
    await stage.putCredentials('books', 'tryton', credentials);
    const settings = { url: 'https://tryton.example.com/erp/' };
    const books = { id: 'books', erp: 'tryton', settings, is_default: false };
    const serves = [{ field: 'office' as const, values: ['Lisbon'] }];
    const stored = dynamoIntegrations(aws.table, stage.outputs.TableName, clock);
    await stored.put(anIntegration({ ...books, serves }), null, 'operators');
  };

  beforeAll(async () => {
    if ('missing' in tools) return;
    stage = await DeployedStage.deploy(tools.bin);
    aws = awsClients(stage.client);
    template = templateOf(stage);
    await putIntegration();
    const ids = await stage.resources();
    const idOf = (start: string) => [...ids].find(([logicalId]) => isNamed(logicalId, start))?.[1] ?? '';
    account = { aws, stage, idOf };
    return () => stage.stop();
  });

  it('finds nothing in a stage that was just deployed, but the gaps of the emulator, all of them', async () => {
    const found = await look();
    expect(beyondGaps(found)).toEqual([]);
    expect(gaps.filter(({ finding }) => !found.some((each) => finding.test(each)))).toEqual([]);
  });

  it.each(breakages)('finds that $what, and nothing any more when it is mended', async ({ found, make }) => {
    const mend = await make(account);
    expect(beyondGaps(await look())).toEqual([expect.stringMatching(found)]);
    await mend();
    expect(beyondGaps(await look())).toEqual([]);
  });

  it('is run by people: it says what is wrong and what to do, ends with 1, and has JSON for programs', async () => {
    const { status, stdout } = await stage.ops('doctor --json');
    expect(status).toBe(1);
    const { outcome, findings } = JSON.parse(stdout) as {
      outcome: string;
      findings: { check: string; todo: string }[];
    };
    expect(outcome).toBe('at_fault');
    expect(findings.map(({ check }) => check)).toContain('checkout');
    expect((await stage.ops('doctor')).stdout).toContain('\ncheckout: This checkout cannot say how emulated should be');
  });
});
