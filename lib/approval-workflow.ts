import { readFileSync } from 'node:fs';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { ArnFormat, Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { alarmOn } from '#lib/alarm.ts';
import { ApprovalTasks, type ApprovalTasksProps } from '#lib/approval-tasks.ts';
import type { ErpExports } from '#lib/erp-exports.ts';
import { serviceLogs } from '#lib/service-logs.ts';
import { WorkflowVersions } from '#lib/workflow-versions.ts';

const definition = readFileSync(new URL('../statemachines/send-to-erp.asl.json', import.meta.url), 'utf8');

interface ApprovalWorkflowProps extends ApprovalTasksProps {
  readonly exports: ErpExports;
}

/** The state machine that waits for a decision, exports, and settles what went otherwise. */
export class ApprovalWorkflow extends Construct {
  readonly stateMachineArn: string;
  /** Where executions are started: it leads to the newest version. */
  readonly aliasArn: string;
  readonly logGroupName: string;
  /** Executions that began, and that ended as none is meant to. */
  readonly started: Metric;
  readonly failed: Metric;
  readonly #arnByName: string;

  constructor(scope: Construct, id: string, { exports, ...props }: ApprovalWorkflowProps) {
    super(scope, id);
    const { requestApproval, settle } = new ApprovalTasks(this, 'Tasks', props);
    const stateMachineName = `send-to-erp-${props.stage.name}`;
    const logs = serviceLogs(this, 'Logs', props.stage);
    this.logGroupName = logs.logGroupName;
    const stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(definition),
      definitionSubstitutions: {
        RequestApprovalFunction: requestApproval.functionArn,
        SettleFunction: settle.functionArn,
        ExportFunctionPrefix: exports.functionPrefix,
      },
      tracingEnabled: true,
      logs: errorsOnly(logs),
    });
    const period = Duration.minutes(5);
    this.started = stateMachine.metricStarted({ period });
    this.failed = stateMachine.metricFailed({ period });
    alarmOn(this, 'Fails', this.failed, {
      says: 'Executions of the workflow fail, and none should: every ending that is meant is a success. The sweeper starts them again.',
      runbook: 'the-workflow-fails',
      threshold: 1,
      times: 2,
      periods: 3,
    });
    grantCalls(stateMachine, [requestApproval, settle, ...exports.functions]);
    this.stateMachineArn = stateMachine.stateMachineArn;
    this.aliasArn = new WorkflowVersions(this, 'Versions', stateMachine).aliasArn;
    this.#arnByName = Stack.of(this).formatArn({
      service: 'states',
      resource: 'stateMachine',
      resourceName: stateMachineName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    for (const each of [requestApproval, ...exports.functions]) this.grantWake(each);
  }

  /** Start executions. For its versions and aliases, too, IAM is asked about the state machine: https://docs.aws.amazon.com/step-functions/latest/dg/auth-version-alias.html. */
  grantStart(grantee: IGrantable): void {
    Grant.addToPrincipal({ grantee, actions: ['states:StartExecution'], resourceArns: [this.stateMachineArn] });
  }

  /**
   * Tell waiting executions to go on. IAM checks this against the state machine, although its reference names no resource
   * for it (aws/aws-cdk#8486). The ARN is made from the name: functions that the state machine calls wake it too, and
   * CloudFormation could make neither before the other.
   */
  grantWake(grantee: IGrantable): void {
    const actions = ['states:SendTaskSuccess', 'states:SendTaskFailure'];
    Grant.addToPrincipal({ grantee, actions, resourceArns: [this.#arnByName] });
  }
}

/** CDK finds no permissions in a definition that it is given as text. */
const grantCalls = (stateMachine: StateMachine, functions: readonly Function[]): void => {
  const resourceArns = functions.map(({ functionArn }) => functionArn);
  Grant.addToPrincipal({ grantee: stateMachine, actions: ['lambda:InvokeFunction'], resourceArns });
};

/** Without data: no task token in a log. What went well stands in the execution's history for 90 days. */
const errorsOnly = (destination: LogGroup) => ({
  destination,
  level: LogLevel.ERROR,
  includeExecutionData: false,
});
