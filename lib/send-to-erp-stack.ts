import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnOutput, Stack, type App } from 'aws-cdk-lib/core';
import { AlarmMail } from '#lib/alarm-mail.ts';
import { ApprovalPages } from '#lib/approval-pages.ts';
import { ApprovalWorkflow } from '#lib/approval-workflow.ts';
import { ServiceDashboard } from '#lib/dashboard.ts';
import { ErpExports } from '#lib/erp-exports.ts';
import { ErpLookUps } from '#lib/erp-look-ups.ts';
import { ErpNetwork } from '#lib/erp-network.ts';
import { secretPrefixOf } from '#lib/erp-secrets.ts';
import { PublicHttpApi } from '#lib/http-api.ts';
import { Integrations } from '#lib/integrations.ts';
import { EventBus } from '#lib/event-bus.ts';
import { LedgerTable } from '#lib/ledger-table.ts';
import { LinkKeys } from '#lib/link-keys.ts';
import { LogQueries } from '#lib/log-queries.ts';
import { MailQueue } from '#lib/mail-queue.ts';
import { Procore } from '#lib/procore.ts';
import { RELEASE } from '#lib/release.ts';
import { RequestApi } from '#lib/request-api.ts';
import { ServiceFunction, type Deployment } from '#lib/service-function.ts';
import { Sweeper } from '#lib/sweeper.ts';
import { WaitingCount } from '#lib/waiting-count.ts';

/** The whole service. Each construct is handed what it uses, and grants its functions what they need of it. */
export class SendToErpStack extends Stack {
  constructor(app: App, deployment: Deployment) {
    const { stage } = deployment;
    super(app, `send-to-erp-${stage.name}`, {
      description: 'Sends Procore projects to ERPs once an accounting approver has accepted them.',
      terminationProtection: stage.keepsData,
      analyticsReporting: false,
      tags: { service: 'send-to-erp', stage: stage.name, ...stage.tags },
    });
    if (stage.alarmEmail !== undefined) new AlarmMail(this, 'Alarms', stage.alarmEmail);
    const ledger = new LedgerTable(this, 'Ledger', stage);
    const linkKeys = new LinkKeys(this, 'LinkKeys', stage);
    const http = new PublicHttpApi(this, 'Http', stage);
    const publicUrl = stage.publicUrl ?? http.url;
    const network = stage.vpc && new ErpNetwork(this, 'Network', stage, stage.vpc);

    const eventBus = stage.events && new EventBus(this, 'Events', stage.name, stage.events);
    const mailQueue = new MailQueue(this, 'Mails', { ...deployment, ledger, linkKeys, publicUrl, eventBus });
    const exports = new ErpExports(this, 'Exports', { ...deployment, ledger, mailQueue, network });
    const lookUps = new ErpLookUps(this, 'LookUps', { ...deployment, ledger, network });
    const workflow = new ApprovalWorkflow(this, 'Workflow', { ...deployment, ledger, mailQueue, exports });
    const shared = { ...deployment, http, ledger, lookUps, workflow };
    new RequestApi(this, 'RequestApi', { ...shared, eventBus });
    new ApprovalPages(this, 'ApprovalPages', { ...shared, linkKeys, publicUrl });
    if (stage.procore !== undefined && eventBus !== undefined)
      new Procore(this, 'Procore', { ...deployment, settings: stage.procore, http, ledger, workflow, eventBus });
    new Sweeper(this, 'Sweeper', { ...deployment, ledger, mailQueue, workflow });
    new WaitingCount(this, 'WaitingCount', { ...deployment, ledger });
    new Integrations(this, 'Integrations', { ...deployment, ledger });
    this.#addSight({ stage, http, mailQueue, workflow });

    new CfnOutput(this, 'Release', { value: RELEASE });
    new CfnOutput(this, 'ApiUrl', { value: http.url });
    new CfnOutput(this, 'StateMachineArn', { value: workflow.stateMachineArn });
    new CfnOutput(this, 'WorkflowArn', { value: workflow.aliasArn });
    new CfnOutput(this, 'TableName', { value: ledger.tableName });
    new CfnOutput(this, 'MailQueueUrl', { value: mailQueue.url });
    new CfnOutput(this, 'SetAsideUrl', { value: mailQueue.setAsideUrl });
    new CfnOutput(this, 'ExportBucketName', { value: exports.bucketName });
    // What operators look requests up in, and set integrations up with: ops/deployment.ts.
    const companies = new Set(stage.integrations.map(({ company_id }) => company_id));
    new CfnOutput(this, 'Companies', { value: [...companies].join(',') });
    new CfnOutput(this, 'ErpIds', { value: exports.erps.join(',') });
    new CfnOutput(this, 'LookUpPrefix', { value: lookUps.functionPrefix });
    new CfnOutput(this, 'SecretPrefix', { value: secretPrefixOf(stage) });
    new CfnOutput(this, 'LinkKeysSecret', { value: linkKeys.secretArn });
  }

  /** What people see of all this: the dashboard, and queries over the logs. */
  #addSight(of: Omit<ConstructorParameters<typeof ServiceDashboard>[2], 'alarms' | 'logGroupNames'>): void {
    const all = this.node.findAll();
    const logGroupNames = all.flatMap((each) => (each instanceof ServiceFunction ? [each.logGroup.logGroupName] : []));
    const alarms = all.filter((each) => each instanceof Alarm);
    new ServiceDashboard(this, 'Dashboard', { ...of, alarms, logGroupNames });
    const { accessLogName } = of.http;
    new LogQueries(this, 'Queries', of.stage, {
      functions: logGroupNames,
      access: [accessLogName],
      workflow: [of.workflow.logGroupName],
    });
  }
}
