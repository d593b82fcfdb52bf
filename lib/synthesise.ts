import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib/core';
import * as z from 'zod';
import { placeholderCode } from '#lib/function-code.ts';
import { SendToErpStack } from '#lib/send-to-erp-stack.ts';
import type { Stage } from '#lib/stage-settings.ts';

/** CDK's feature flags, as `cdk synth` reads them. */
const { context } = z
  .object({ context: z.record(z.string(), z.json()) })
  .parse(JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8')));

/** What this file leaves out of a synthesis because nobody reads it: `cdk synth` does all of it. Three quarters of the time. */
const quick = {
  builtinCloudFormationValidation: false,
  treeMetadata: false,
  stackTraces: false,
  context: { ...context, 'aws:cdk:disable-asset-staging': true },
};

/** The CloudFormation template of a stage, with placeholders for code: what the local cloud and the tests read. */
export const synthesise = (stage: Stage): object => {
  const outdir = mkdtempSync(join(tmpdir(), 'send-to-erp-'));
  try {
    const app = new App({ ...quick, outdir });
    const stack = new SendToErpStack(app, { stage, code: placeholderCode });
    const template: unknown = app.synth().getStackArtifact(stack.artifactId).template;
    if (typeof template !== 'object' || template === null) throw new Error('The stack has no template.');
    return template;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
};
