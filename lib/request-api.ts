import { Construct } from 'constructs';
import { apiRoutes, openRoutes } from '#handlers/routes.ts';
import { alarmOn } from '#lib/alarm.ts';
import type { ApprovalWorkflow } from '#lib/approval-workflow.ts';
import type { ErpLookUps } from '#lib/erp-look-ups.ts';
import type { EventBus } from '#lib/event-bus.ts';
import type { PublicHttpApi } from '#lib/http-api.ts';
import type { LedgerTable } from '#lib/ledger-table.ts';
import { ServiceFunction, type Deployment } from '#lib/service-function.ts';
import { serviceMetric } from '#lib/service-metrics.ts';

interface RequestApiProps extends Deployment {
  readonly http: PublicHttpApi;
  readonly ledger: LedgerTable;
  readonly lookUps: ErpLookUps;
  readonly workflow: ApprovalWorkflow;
  /** Only where the stage has events: then what is sent from now on owes them. */
  readonly eventBus: EventBus | undefined;
}

/** Answers a Procore-style UI: send, re-send, retrieve, lists, decisions. */
export class RequestApi extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { stage, code, http, ledger, lookUps, workflow, eventBus }: RequestApiProps,
  ) {
    super(scope, id);
    const api = new ServiceFunction(this, 'Api', 'api', {
      stage,
      code,
      environment: {
        STAGE: stage.name,
        TABLE_NAME: ledger.tableName,
        STATE_MACHINE_ARN: workflow.aliasArn,
        LOOK_UP_PREFIX: lookUps.functionPrefix,
        EVENT_BUS: eventBus?.busName,
      },
      // Just below the 30 s after which the HTTP API gives up.
      timeoutSeconds: 29,
      // More than half a processor: people wait, and a project of 4,000 cost codes is checked, hashed and compressed.
      memorySize: 1024,
    });
    http.addGuardedRoutes(apiRoutes, api);
    http.addOpenRoutes(openRoutes, api);
    ledger.grantTransitions(api);
    ledger.grantSending(api);
    ledger.grantListing(api);
    ledger.grantIntegrations(api);
    lookUps.grantAsk(api);
    workflow.grantStart(api);
    workflow.grantWake(api);
    alarmOn(this, 'AuditBroken', serviceMetric(stage, 'audit_chains_broken', 'Sum'), {
      says: 'Somebody read the audit events of a request, and their chain does not hold: what the ledger says about that project was altered.',
      runbook: 'an-audit-chain-does-not-hold',
      threshold: 1,
      periods: 1,
    });
  }
}
