import type { Erps } from '#domain/erp.ts';
import type { Clock, Integrations, Ledger, Warn, Workflow } from '#domain/ports.ts';

/** What the API's use cases need. */
export interface ApiDeps {
  readonly ledger: Ledger;
  readonly integrations: Integrations;
  readonly erps: Erps;
  readonly workflow: Workflow;
  readonly clock: Clock;
  readonly warn: Warn;
}
