import {
  CfnStateMachine,
  CfnStateMachineAlias,
  CfnStateMachineVersion,
  type StateMachine,
} from 'aws-cdk-lib/aws-stepfunctions';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/** A version of the state machine per change of it, and the alias that leads to the newest: docs/decisions/0017-versions-of-the-workflow.md. */
export class WorkflowVersions extends Construct {
  readonly aliasArn: string;

  constructor(scope: Construct, id: string, stateMachine: StateMachine) {
    super(scope, id);
    const resource = stateMachine.node.defaultChild;
    if (!(resource instanceof CfnStateMachine)) throw new Error('The state machine has no resource of its own.');
    const version = new CfnStateMachineVersion(this, 'Version', {
      stateMachineArn: stateMachine.stateMachineArn,
      // Another revision is another version; a deployment that changes nothing of the workflow publishes none.
      stateMachineRevisionId: resource.attrStateMachineRevisionId,
    });
    // Executions of the version before go on, and the alias can be turned back to it by hand.
    version.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const alias = new CfnStateMachineAlias(this, 'Alias', {
      name: 'live',
      deploymentPreference: { type: 'ALL_AT_ONCE', stateMachineVersionArn: version.ref },
    });
    this.aliasArn = alias.ref;
  }
}
