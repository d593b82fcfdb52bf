import { Construct } from 'constructs';
import { approvalRoutes } from '#handlers/routes.ts';
import type { ApprovalWorkflow } from '#lib/approval-workflow.ts';
import type { PublicHttpApi } from '#lib/http-api.ts';
import type { LedgerTable } from '#lib/ledger-table.ts';
import type { LinkKeys } from '#lib/link-keys.ts';
import { ServiceFunction, type Deployment } from '#lib/service-function.ts';

interface ApprovalPagesProps extends Deployment {
  readonly http: PublicHttpApi;
  readonly ledger: LedgerTable;
  readonly linkKeys: LinkKeys;
  readonly workflow: ApprovalWorkflow;
}

/** Shows approvers what a link is about, and takes their decision. */
export class ApprovalPages extends Construct {
  constructor(scope: Construct, id: string, { stage, code, http, ledger, linkKeys, workflow }: ApprovalPagesProps) {
    super(scope, id);
    const approvals = new ServiceFunction(this, 'Approvals', 'approvals', {
      stage,
      code,
      environment: { STAGE: stage.name, TABLE_NAME: ledger.tableName, LINK_KEYS_SECRET: linkKeys.secretArn },
      // Just below the 30 s after which the HTTP API gives up.
      timeoutSeconds: 29,
      // More than half a processor: people wait for the page.
      memorySize: 1024,
    });
    http.addOpenRoutes(approvalRoutes, approvals);
    ledger.grantTransitions(approvals);
    ledger.grantIntegrations(approvals);
    linkKeys.grantRead(approvals);
    workflow.grantWake(approvals);
  }
}
