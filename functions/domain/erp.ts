import type * as z from 'zod/mini';
import type { AcceptedFields } from '#domain/accept-fields.ts';
import type { ErpProfile, Option } from '#domain/capability.ts';
import type { Integration } from '#domain/integration.ts';
import type { Snapshot } from '#domain/project.ts';
import type { Receipt, Request } from '#domain/request.ts';

/** What is to become a job in the ERP. */
export interface Job extends Snapshot {
  /** See {@link externalId}. Look-ups go by it. */
  readonly external_id: string;
  readonly request_id: string;
  /** The ERP's job number: its own, what the approver typed, or what the company's pattern suggests. */
  readonly job_id: string;
  readonly fields: AcceptedFields;
}

/** Names a project's job in its ERP, on every attempt and every re-send until the project is reset. */
export const externalId = (
  { company_id, project_id }: Pick<Request, 'company_id' | 'project_id'>,
  generation: number,
): string => `${company_id}-${project_id}${generation === 0 ? '' : `-${generation}`}`;

/** The job of a request. An existing job keeps its number, whatever the project is called now. */
export const jobOf = (
  request: Pick<Request, 'company_id' | 'project_id' | 'id' | 'suggested_job_id'>,
  snapshot: Snapshot,
  fields: AcceptedFields,
  { synced, generation }: { readonly synced: Receipt | null; readonly generation: number },
): Job => ({
  ...snapshot,
  external_id: externalId(request, generation),
  request_id: request.id,
  job_id: synced?.job_id ?? fields['job_id'] ?? request.suggested_job_id,
  fields,
});

/** How an ERP said no, or did not say anything. A connector's client turns every vendor error into one of these. */
export type ErpErrorKind =
  /** Down, overloaded, or not reached: surely nothing was written. */
  | 'temporary'
  /** Refused for good, until the data change. */
  | 'refused'
  /** The credentials do not work. */
  | 'unauthorized'
  /** Asked to write, then silence: the job may exist. */
  | 'unknown_outcome';

/** A vendor's error in our words. `message` is shown to people, so it names no secret. */
export class ErpError extends Error {
  override readonly name = 'ErpError';
  readonly kind: ErpErrorKind;
  /** The accept field or project field to correct, by dotted path (`fields.job_id`, `project.name`). */
  readonly field: string | null;

  /** When the ERP said how long to wait (RFC 9110, 10.2.3), in seconds. */
  readonly retryAfterSeconds: number | null;

  constructor(
    kind: ErpErrorKind,
    message: string,
    options: { field?: string; retryAfterSeconds?: number | null; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.field = options.field ?? null;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }
}

/** What an ERP is written, as people can read it before it happens: `would_write` of a preview shows it. */
export type ErpDocument = Readonly<Record<string, z.core.util.JSONType>>;

/** A job that the ERP has under a number that people type. */
export interface FoundJob {
  readonly receipt: Receipt;
  /** What the ERP calls it, for people to recognise it. */
  readonly name: string;
  /** False for what only holds the number, such as the root of a tree of accounts. */
  readonly is_job: boolean;
  /** The external id of the project that it belongs to; null when this service did not make it. */
  readonly external_id: string | null;
}

/** A signed-in conversation with one ERP. Every method throws only {@link ErpError}. */
export interface ErpSession {
  /** The job that an earlier attempt may have made, by `job.external_id`. */
  find(job: Job): Promise<Receipt | null>;
  /** Makes the job. Called only after `find` found none. */
  create(job: Job): Promise<Receipt>;
  /** Brings the existing job in line with `job`. Harmless when repeated. */
  update(job: Job, existing: Receipt): Promise<Receipt>;
  /** The job with this number, whoever made it. Absent where the ERP cannot be asked. */
  lookUp?(jobId: string): Promise<FoundJob | null>;
  /**
   * Up to {@link MOST_OPTIONS} values for the accept field of that key: the best for what was typed so far, the first ones when
   * that is empty. A value typed whole is always among them, as far as the ERP has it. There where the field has `options`.
   */
  options?(key: string, typed: string): Promise<readonly Option[]>;
}

/** What a connector opens: a session that can also tell whether the connection works. */
export interface ConnectorSession extends ErpSession {
  /** Reads what an export needs: access, rights, and whatever the settings name. Changes nothing. */
  checkConnection(): Promise<void>;
}

/** A list that people read through on a page is no longer. */
export const MOST_OPTIONS = 200;

/** One ERP as the use cases see it. */
export interface Erp extends ErpProfile {
  readonly id: string;
  readonly name: string;
  /** It can tell whether a job number is taken. */
  readonly can_look_up: boolean;
  /** Why it takes no projects, and what people do instead; null where it takes them. */
  readonly no_export: {
    readonly code: 'no_export' | 'import_only' | 'link_only';
    readonly message: string;
  } | null;
  /** A project is tied only to the job that has the project's number. */
  readonly job_id_is_project_number: boolean;
  /** Pure: what would be written for this job under the integration's settings. */
  document(job: Job): ErpDocument;
}

/**
 * The ERP of an integration, as its settings make it.
 * @throws {Error} when no connector has that id or takes those settings, which the stage file's check rules out.
 */
export type Erps = (integration: Pick<Integration, 'erp' | 'settings'>) => Promise<Erp>;

/** Signs in to the ERP of an integration. @throws {ErpError} */
export type OpenErpSession = (integration: Integration) => Promise<ErpSession>;

/**
 * Asks the ERP of an integration for the job with a number.
 * @throws {ErpError} when it could not be asked, or did not answer in time.
 */
export type LookUpJob = (integration: Integration, jobId: string) => Promise<FoundJob | null>;

/**
 * Asks the ERP of an integration for the options of an accept field, as {@link ErpSession.options} does.
 * @throws {ErpError} when it could not be asked, or did not answer in time.
 */
export type LookUpOptions = (integration: Integration, key: string, typed: string) => Promise<readonly Option[]>;

/**
 * Finds out whether exports of an integration can reach their ERP. Changes nothing there.
 * @throws {ErpError} saying what is wrong: `unauthorized` when the credentials do not work.
 */
export type CheckConnection = (integration: Integration) => Promise<void>;
