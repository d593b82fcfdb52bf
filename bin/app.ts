import { App } from 'aws-cdk-lib/core';
import { bundledCode } from '#lib/function-code.ts';
import { SendToErpStack } from '#lib/send-to-erp-stack.ts';
import { WrongSettings } from '#lib/stage-check.ts';
import { stageOf } from '#lib/stages.ts';

const app = new App();
try {
  const stage = stageOf(String(app.node.tryGetContext('stage') ?? 'dev'));
  new SendToErpStack(app, { stage, code: await bundledCode('dist') });
} catch (error) {
  if (!(error instanceof WrongSettings)) throw error;
  // The message says it all; a stack trace would bury it.
  console.error(error.message);
  process.exitCode = 1;
}
