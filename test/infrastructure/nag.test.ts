import { App } from 'aws-cdk-lib/core';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { placeholderCode } from '#lib/function-code.ts';
import { SendToErpStack } from '#lib/send-to-erp-stack.ts';
import { stageNames, stageOf } from '#lib/stages.ts';
import { acceptedOfCdkNag } from './nag-accepted.ts';

interface Finding {
  readonly rule: string;
  /** Path of the construct within the stack. */
  readonly at: string;
}

const stackOf = (name: string): SendToErpStack =>
  new SendToErpStack(new App(), { stage: stageOf(name), code: placeholderCode });

/** What cdk-nag's AwsSolutions rules find. Asked here and not at each synthesis, which takes it five seconds to load. */
const findingsIn = (stack: SendToErpStack): Finding[] =>
  new AwsSolutionsChecks().validateScope(stack).violations.flatMap(({ ruleName: rule, violatingResources }) =>
    violatingResources.map(({ constructPath = '' }) => ({
      rule,
      at: constructPath.replace(`${stack.node.path}/`, ''),
    })),
  );

const isAccepted = ({ rule, at }: Finding): boolean =>
  acceptedOfCdkNag.some((accepted) => accepted.rule.test(rule) && accepted.at.test(at));

describe.each(stageNames.map((name) => [name]))('the stack of %s', (name) => {
  const findings = findingsIn(stackOf(name));

  it('has nothing that AwsSolutions finds, but what is accepted with a reason', () => {
    expect(findings.filter((finding) => !isAccepted(finding))).toEqual([]);
  });

  it('has everything that is accepted', () => {
    const outdated = acceptedOfCdkNag.filter(
      (accepted) => !findings.some(({ rule, at }) => accepted.rule.test(rule) && accepted.at.test(at)),
    );
    expect(outdated).toEqual([]);
  });
});

it('a queue that takes calls without TLS is found', () => {
  const stack = stackOf('dev');
  new CfnQueue(stack, 'Careless', {});
  const found = findingsIn(stack).filter((finding) => !isAccepted(finding));
  expect(found).toContainEqual({ rule: 'AwsSolutions-SQS4', at: 'Careless' });
});
