import type { Erps } from '#domain/erp.ts';
import type { Clock, Integrations, Ledger, Warn, Workflow } from '#domain/ports.ts';

/** The ports that people's requests are served with. A use case that needs less says so. */
export interface ServiceDeps {
  readonly ledger: Ledger;
  readonly integrations: Integrations;
  readonly erps: Erps;
  readonly workflow: Workflow;
  readonly clock: Clock;
  readonly warn: Warn;
}

/** For use cases that open requests. */
export interface OpeningDeps {
  /** Programs are told of what happens to the project from now on. */
  readonly publishesEvents: boolean;
}

/** For use cases that tell a waiting execution to go on, but start none. */
export interface TellingDeps extends Omit<ServiceDeps, 'workflow'> {
  readonly workflow: Pick<Workflow, 'succeed' | 'fail'>;
}
