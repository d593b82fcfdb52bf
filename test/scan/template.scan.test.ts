import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { checkStage } from '#lib/stage-check.ts';
import { stageExample } from '#lib/stage-example.ts';
import { stageNames, stageOf } from '#lib/stages.ts';
import { synthesise } from '#lib/synthesise.ts';
import { pythonTools, saidBy } from '#test/support/python.ts';
import { acceptedOfCfnLint, acceptedOfCheckov, acceptedOfOptions, type Accepted } from './accepted.ts';

const tools = await pythonTools(join(import.meta.dirname, 'requirements.txt'));
const why = 'missing' in tools ? ` (skipped: ${tools.missing})` : '';

const lintReport = z.array(z.object({ Rule: z.object({ Id: z.string() }), Message: z.string() }));
const checkovReport = z.object({
  summary: z.object({ passed: z.number() }),
  results: z.object({ failed_checks: z.array(z.object({ check_id: z.string(), resource: z.string() })) }),
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scan-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const written = async (template: object): Promise<string> => {
  const file = join(folder, 'stack.template.json');
  await writeFile(file, JSON.stringify(template));
  return file;
};

/** Findings as `check at what`. */
const lint = async (template: object) => {
  const args = ['--format', 'json', '--include-checks', 'W', '--', await written(template)];
  const said = await saidBy(tools, 'cfn-lint', args, folder);
  return lintReport.parse(JSON.parse(said)).map(({ Rule: { Id: check }, Message: at }) => ({ check, at }));
};

const checkov = async (template: object) => {
  const args = [
    '--file',
    await written(template),
    '--framework',
    'cloudformation',
    '--output',
    'json',
    '--skip-download',
  ];
  const { summary, results } = checkovReport.parse(JSON.parse(await saidBy(tools, 'checkov', args, folder)));
  return {
    passed: summary.passed,
    findings: results.failed_checks.map(({ check_id: check, resource: at }) => ({ check, at })),
  };
};

const unexplained = (
  findings: readonly { readonly check: string; readonly at: string }[],
  accepted: readonly Accepted[],
) => findings.filter(({ check }) => !accepted.some((each) => each.check === check));

const resources = z.looseObject({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) });

/** The template with the properties of every resource of a type changed. */
const changed = (template: object, type: string, properties: object): object => {
  const { Resources, ...rest } = resources.parse(template);
  const all = Object.entries(Resources).map(([id, resource]) => {
    if (resource.Type !== type) return [id, resource] as const;
    const before = z.looseObject({}).parse(resource['Properties']);
    return [id, { ...resource, Properties: { ...before, ...properties } }] as const;
  });
  return { ...rest, Resources: Object.fromEntries(all) };
};

/** What no sample has, because it costs by the hour. */
const everything = checkStage({ ...stageExample, publicUrl: undefined, vpc: { kind: 'created' } });
const scanned = [
  ...stageNames.map((name) => [name, stageOf(name), acceptedOfCheckov] as const),
  ['every option', everything, [...acceptedOfCheckov, ...acceptedOfOptions]] as const,
];

describe.skipIf('missing' in tools).each(scanned)(`the template of %s${why}`, (_, stage, accepted) => {
  const template = synthesise(stage);

  it('has nothing that cfn-lint warns of, but what is accepted with a reason', async () => {
    const findings = await lint(template);
    expect(unexplained(findings, acceptedOfCfnLint)).toEqual([]);
  });

  it('has nothing that checkov fails, but what is accepted with a reason', async () => {
    const { findings, passed } = await checkov(template);
    expect(unexplained(findings, accepted)).toEqual([]);
    expect(passed).toBeGreaterThan(400);
  });
});

describe.skipIf('missing' in tools)(`mistakes made on purpose are found${why}:`, () => {
  const template = synthesise(stageOf('dev'));

  it.each([
    ['a property that CloudFormation does not know', 'AWS::DynamoDB::Table', { PointInTimeRecovry: true }, 'E3002'],
    ['a value that it does not take', 'AWS::DynamoDB::Table', { BillingMode: 'FREE' }, 'E3030'],
  ])('%s', async (_, type, properties, check) => {
    const findings = await lint(changed(template, type, properties));
    expect(unexplained(findings, acceptedOfCfnLint).map((each) => each.check)).toContain(check);
  });

  it.each([
    ['a table without backups', 'AWS::DynamoDB::Table', { PointInTimeRecoverySpecification: {} }, 'CKV_AWS_28'],
    ['a bucket that may be public', 'AWS::S3::Bucket', { PublicAccessBlockConfiguration: {} }, 'CKV_AWS_53'],
    ['a bucket that everybody reads', 'AWS::S3::Bucket', { AccessControl: 'PublicRead' }, 'CKV_AWS_20'],
  ])('%s', async (_, type, properties, check) => {
    const { findings } = await checkov(changed(template, type, properties));
    expect(unexplained(findings, acceptedOfCheckov).map((each) => each.check)).toContain(check);
  });
});
