import { App } from 'aws-cdk-lib/core';
import { describe, expect, it } from 'vitest';
import { placeholderCode } from '#lib/function-code.ts';
import { SendToErpStack } from '#lib/send-to-erp-stack.ts';
import { checkStage } from '#lib/stage-check.ts';
import { stageOf } from '#lib/stages.ts';

const stackWith = (settings: object): SendToErpStack =>
  new SendToErpStack(new App(), { stage: checkStage({ ...stageOf('dev'), ...settings }), code: placeholderCode });

describe('the stack', () => {
  it('tells everything in it apart on the bill, which CloudFormation hands on to each resource', () => {
    expect(stackWith({}).tags.tagValues()).toEqual({ service: 'send-to-erp', stage: 'dev' });
    expect(stackWith({ tags: { 'cost-center': 'accounting' } }).tags.tagValues()).toEqual({
      service: 'send-to-erp',
      stage: 'dev',
      'cost-center': 'accounting',
    });
  });

  it('lets the tags of the stage come first', () => {
    expect(stackWith({ tags: { service: 'erp' } }).tags.tagValues()).toEqual({ service: 'erp', stage: 'dev' });
  });

  it('cannot be deleted by mistake where its data is kept', () => {
    expect(stackWith({ keepsData: true }).terminationProtection).toBe(true);
    expect(stackWith({}).terminationProtection).toBe(false);
  });
});
