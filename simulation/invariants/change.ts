import type { ProjectRecord } from '#domain/project-record.ts';
import type { Company } from '#simulation/world/directory.ts';
import type { History } from '#simulation/world/history.ts';
import type { Snapshot } from '#domain/project.ts';
import type { ClosedRequest } from '#domain/project-record.ts';
import type { Job } from '#domain/erp.ts';
import type { DecideCall } from '#use-cases/decide-request.ts';

/** One write of a project's record, as it came to stand in the table. */
export interface Change {
  readonly before: ProjectRecord | null;
  readonly after: ProjectRecord;
  readonly at: number;
  /** What the writing process was asked to decide; undefined for all others. */
  readonly call: DecideCall | undefined;
  /** The write is an attack of the simulation's own, past every check. */
  readonly isForged: boolean;
  readonly company: Company;
  readonly history: History;
}

/** One write into an ERP, when it happens. */
export interface ErpWrite {
  readonly job: Job;
  readonly company: Company;
  /** The request that the job is written for, as the ledger has it now; null when it has none of that id. */
  readonly request: ClosedRequest['request'] | null;
  /** What was accepted, as the ledger keeps it. */
  readonly snapshot: Snapshot | null;
  readonly history: History;
  /** How many jobs of the ERP bear the job's external id now. */
  readonly jobs: number;
}

/** Names a request of a company. */
export const requestName = (companyId: number, requestId: string): string => `${companyId}/${requestId}`;
