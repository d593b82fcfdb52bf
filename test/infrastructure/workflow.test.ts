import { describe, expect, it } from 'vitest';
import { dev, functions, only } from './template.ts';

const machine = only('AWS::StepFunctions::StateMachine').id;
const version = only('AWS::StepFunctions::StateMachineVersion');
const alias = only('AWS::StepFunctions::StateMachineAlias');

describe('the workflow', () => {
  it('has a version per revision, so that a deployment that changes nothing of it publishes none', () => {
    expect(version.Properties).toEqual({
      StateMachineArn: { Ref: machine },
      StateMachineRevisionId: { 'Fn::GetAtt': [machine, 'StateMachineRevisionId'] },
    });
  });

  it('keeps the versions before: executions run on them', () => {
    expect(version).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  it('is started through the alias that leads to the newest', () => {
    expect(alias.Properties).toEqual({
      Name: 'live',
      DeploymentPreference: { Type: 'ALL_AT_ONCE', StateMachineVersionArn: { Ref: version.id } },
    });
    const starters = functions().filter(({ variables }) => 'STATE_MACHINE_ARN' in variables);
    expect(starters.map(({ name }) => name).sort()).toEqual(['api', 'approvals', 'sweep']);
    for (const { variables } of starters) expect(variables['STATE_MACHINE_ARN']).toEqual({ Ref: alias.id });
    expect(dev.Outputs['WorkflowArn']?.Value).toEqual({ Ref: alias.id });
  });
});
