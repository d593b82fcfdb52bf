/** The CDK app of the stage under test: the real stack, its template adapted to the emulator. */
import { readFileSync, writeFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib/core';
import * as z from 'zod';
import { bundledCode } from '#lib/function-code.ts';
import { SendToErpStack } from '#lib/send-to-erp-stack.ts';
import { checkStage } from '#lib/stage-check.ts';
import { adapted } from './adaptations.ts';

const { STAGE_SETTINGS, CODE_FOLDER } = z
  .object({ STAGE_SETTINGS: z.string(), CODE_FOLDER: z.string() })
  .parse(process.env);

const app = new App();
const stage = checkStage(JSON.parse(STAGE_SETTINGS));
const stack = new SendToErpStack(app, { stage, code: await bundledCode(CODE_FOLDER) });
const { templateFullPath } = app.synth().getStackArtifact(stack.artifactId);
const template = z.json().parse(JSON.parse(readFileSync(templateFullPath, 'utf8')));
writeFileSync(templateFullPath, JSON.stringify(adapted(template)));
