import { Construct } from 'constructs';
import { approvalRoutes } from '#handlers/routes.ts';
import type { ApprovalWorkflow } from '#lib/approval-workflow.ts';
import type { ErpLookUps } from '#lib/erp-look-ups.ts';
import type { PublicHttpApi } from '#lib/http-api.ts';
import type { LedgerTable } from '#lib/ledger-table.ts';
import type { LinkKeys } from '#lib/link-keys.ts';
import { ServiceFunction, type Deployment } from '#lib/service-function.ts';

interface ApprovalPagesProps extends Deployment {
  readonly http: PublicHttpApi;
  readonly ledger: LedgerTable;
  readonly linkKeys: LinkKeys;
  readonly lookUps: ErpLookUps;
  readonly workflow: ApprovalWorkflow;
  /** Where approvers reach the service: they come back there from a sign-in. */
  readonly publicUrl: string;
}

/** Shows approvers what a link is about, and takes their decision. */
export class ApprovalPages extends Construct {
  constructor(scope: Construct, id: string, props: ApprovalPagesProps) {
    super(scope, id);
    const { stage, code, http, ledger, linkKeys, lookUps, workflow, publicUrl } = props;
    const approvals = new ServiceFunction(this, 'Approvals', 'approvals', {
      stage,
      code,
      environment: {
        STAGE: stage.name,
        TABLE_NAME: ledger.tableName,
        STATE_MACHINE_ARN: workflow.aliasArn,
        LINK_KEYS_SECRET: linkKeys.secretArn,
        LOOK_UP_PREFIX: lookUps.functionPrefix,
        PUBLIC_URL: publicUrl,
        ISSUER: stage.jwt.issuer,
        CLIENT_ID: stage.signIn?.clientId,
      },
      // Just below the 30 s after which the HTTP API gives up.
      timeoutSeconds: 29,
      // More than half a processor: people wait for the page.
      memorySize: 1024,
    });
    http.addOpenRoutes(approvalRoutes, approvals);
    ledger.grantTransitions(approvals);
    ledger.grantIntegrations(approvals);
    linkKeys.grantRead(approvals);
    lookUps.grantAsk(approvals);
    // A retry, or a rejection after a failed export, is followed by an execution of its own.
    workflow.grantStart(approvals);
    workflow.grantWake(approvals);
  }
}
