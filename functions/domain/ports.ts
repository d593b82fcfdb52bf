import type { KeyRing } from '#domain/links.ts';
import type { Connection } from '#domain/connection.ts';
import type { Integration, Keeper, KnownIntegration } from '#domain/integration.ts';
import type { ClosedRequest, ProjectRecord } from '#domain/project-record.ts';
import type { Snapshot } from '#domain/project.ts';
import type { Request, RequestStatus } from '#domain/request.ts';

/** Server time; the only clock decisions go by. */
export type Clock = () => Date;

/** Names one project of one company. */
export interface ProjectKey {
  readonly companyId: number;
  readonly projectId: number;
}

export interface RequestFilter {
  /** All statuses when absent. */
  readonly status: RequestStatus | undefined;
  /** Counted from 1. */
  readonly page: number;
  readonly perPage: number;
}

/** The only truth about projects and requests. All reads of single items are strongly consistent. */
export interface Ledger {
  read(key: ProjectKey): Promise<ProjectRecord | null>;
  /**
   * Writes the successor of the record read before; `before` null means that there was none. A decision is written only while
   * its own time lies before the end of the window that stands in the store.
   * @throws {VersionConflict} when another write came first; nothing is written then.
   */
  write(before: ProjectRecord | null, next: ProjectRecord): Promise<void>;
  /**
   * Stores what the next record will point at: its snapshot, and the closed request it replaces. Harmless when repeated, and
   * when it comes late: of a closed request, what a later version of its record says stays.
   */
  prepare(companyId: number, snapshotSha256: string, snapshot: Snapshot, closed: ProjectRecord | null): Promise<void>;
  readSnapshot(companyId: number, sha256: string): Promise<Snapshot | null>;
  /** A request that a later one has replaced. */
  readClosed(key: ProjectKey, number: number): Promise<ClosedRequest | null>;
  /** Requests of a company, newest first. May lag behind the latest write by a moment. */
  list(companyId: number, filter: RequestFilter): Promise<{ requests: Request[]; total: number }>;
  /** Projects whose `due_at` has come, oldest first. May lag, so the caller reads each again before it acts. */
  due(now: Date): AsyncIterable<ProjectKey>;
  /** Every project with an open request. For recovery after all executions were lost. */
  open(): AsyncIterable<ProjectKey>;
}

/** Requests that later ones have replaced, for operators: the service itself never changes them. */
export interface Archive {
  /** Writes one anew. @throws {Error} when there is none. */
  rewriteClosed(closed: ClosedRequest): Promise<void>;
}

/** Another write came first. Read again, decide again. */
export class VersionConflict extends Error {
  override readonly name = 'VersionConflict';
  // Private, because loggers write out an error's own properties, and the record holds the task token.
  readonly #current: ProjectRecord | null;

  constructor(current: ProjectRecord | null) {
    super('Another write came first.');
    this.#current = current;
  }

  /** The record that stands there now, when the store returned it with its refusal. */
  get current(): ProjectRecord | null {
    return this.#current;
  }
}

/** The companies' integrations. */
export interface Integrations {
  list(companyId: number): Promise<KnownIntegration[]>;
  /**
   * `digestAt`: when its approvers get their next list of what waits; null for never. `keptBy` is who says so: the stage file
   * unless told.
   * @throws {VersionConflict} when the stage file says so and operators keep it; nothing is written then.
   */
  put(integration: Integration, digestAt: Date | null, keptBy?: Keeper): Promise<void>;
  /** From now on the stage file may change it again. */
  handBack(key: IntegrationKey): Promise<void>;
  /** The way to the ERP as it is now, strongly consistent; null when there is no such integration. */
  connection(key: IntegrationKey): Promise<Connection | null>;
  /** @throws {VersionConflict} when another write came first, or the integration has been removed; nothing is written then. */
  connect(key: IntegrationKey, before: Connection, next: Connection): Promise<void>;
}

/** What an execution is told: ids and how long to wait, a function of the request alone, so that a second start is harmless. */
export interface Execution {
  readonly company_id: number;
  readonly project_id: number;
  readonly request_id: string;
  readonly run: number;
  readonly erp: string;
  readonly approval_timeout_seconds: number;
}

/** Step Functions, which only waits and calls. */
export interface Workflow {
  /** `closed`: an execution of this name has ended, so the request needs a new run. Starting a running one again is `started`. */
  start(execution: Execution): Promise<'started' | 'closed'>;
  /** Tells a waiting state to go on. `gone`: nobody waits with this token any more; the ledger says what is true. */
  succeed(taskToken: string): Promise<'told' | 'gone'>;
  /** Tells a waiting state that it did not end as hoped; `error` is a name the state machine retries or catches by. */
  fail(taskToken: string, error: WorkflowError): Promise<'told' | 'gone'>;
}

/** Error names of the state machine: statemachines/README.md. */
export type WorkflowError =
  'NotAccepted' | 'ErpBusy' | 'ErpUnavailable' | 'OutcomeUnknown' | 'ExportFailed' | 'ExportPaused';

/** Names one integration of one company. */
export interface IntegrationKey {
  readonly companyId: number;
  readonly integrationId: string;
}

/**
 * Keys that sign links, kept by a container for some minutes. `kid`: of a key that is wanted among them. Where it is not, they
 * are read again, but not for everybody who makes one up.
 */
export type LinkKeys = (kid?: string) => Promise<KeyRing>;

/** Something that a person who reads the logs should know. `fields` hold ids only: no data, no tokens, no links. */
export type Warn = (message: string, fields: Readonly<Record<string, string | number>>, cause?: unknown) => void;
