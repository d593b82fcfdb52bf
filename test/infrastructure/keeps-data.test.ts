import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { placeholderCode } from '#lib/function-code.ts';
import { SendToErpStack } from '#lib/send-to-erp-stack.ts';
import { stageOf } from '#lib/stages.ts';

const CLI = join(import.meta.dirname, '../../node_modules/aws-cdk/bin/cdk');
const SCRIPT = join(import.meta.dirname, '../../.github/keeps-data.sh');

const templateForm = z.looseObject({
  Resources: z.record(
    z.string(),
    z.looseObject({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});
type Resources = z.infer<typeof templateForm>['Resources'];

let folder: string;
let assembly: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keeps-data-'));
  assembly = join(folder, 'cdk.out');
  const app = new App({ outdir: assembly, analyticsReporting: false });
  const stack = new SendToErpStack(app, { stage: stageOf('prod'), code: placeholderCode });
  file = app.synth().getStackArtifact(stack.artifactId).templateFile;
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** How the script ends when CDK's own command line compares the stack with one that `change` made of it. */
const endsAfter = (change: (resources: Resources) => void) => {
  const deployed = join(assembly, file);
  const next = mkdtempSync(join(folder, 'next-'));
  cpSync(assembly, next, { recursive: true });
  const template = templateForm.parse(JSON.parse(readFileSync(deployed, 'utf8')));
  change(template.Resources);
  writeFileSync(join(next, file), JSON.stringify(template));
  const options = [
    'diff',
    '--app',
    next,
    '--template',
    deployed,
    '--no-color',
    '--no-notices',
    '--no-version-reporting',
  ];
  // CDK writes the difference to its standard error.
  const { status, stderr: diff } = spawnSync(process.execPath, [CLI, ...options], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
  expect(status).toBe(0);
  return spawnSync(SCRIPT, { input: diff, encoding: 'utf8' });
};

const idOf = (resources: Resources, type: string): string => {
  const found = Object.keys(resources).find((id) => resources[id]?.Type === type);
  if (found === undefined) throw new Error(`The stack has no ${type}.`);
  return found;
};

/** Gives a property of the first resource of a type another value. */
const changes = (type: string, property: string, value: unknown) => (resources: Resources) => {
  resources[idOf(resources, type)]!.Properties[property] = value;
};

it('lets a deployment go that changes how often a table may be asked', () => {
  const { status, stdout } = endsAfter(changes('AWS::DynamoDB::Table', 'BillingMode', 'PROVISIONED'));
  expect(stdout).toContain('BillingMode');
  expect(status).toBe(0);
});

it.each<[string, string, (resources: Resources) => void]>([
  [
    'another table in place of the ledger',
    'AWS::DynamoDB::Table',
    changes('AWS::DynamoDB::Table', 'KeySchema', [{ AttributeName: 'pk', KeyType: 'HASH' }]),
  ],
  ['keys under another name', 'AWS::SecretsManager::Secret', changes('AWS::SecretsManager::Secret', 'Name', 'other')],
  [
    'no bucket any more',
    'AWS::S3::Bucket',
    (resources) => {
      Reflect.deleteProperty(resources, idOf(resources, 'AWS::S3::Bucket'));
    },
  ],
])('stops a deployment with %s, and names it', (_, type, change) => {
  const { status, stdout, stderr } = endsAfter(change);
  expect(status).toBe(1);
  expect(stdout.trimEnd().split('\n').at(-1)).toContain(type);
  expect(stderr).toContain('would give them up');
});

it('stops a deployment of which nothing was said', () => {
  const { status, stderr } = spawnSync(SCRIPT, { input: '', encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toContain('did not come to its end');
});
