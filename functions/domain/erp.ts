import type * as z from 'zod/mini';
import type { AcceptedFields } from '#domain/accept-fields.ts';
import type { ErpProfile } from '#domain/capability.ts';
import type { Integration } from '#domain/integration.ts';
import type { Snapshot } from '#domain/project.ts';
import type { Receipt, Request } from '#domain/request.ts';

/** What is to become a job in the ERP. */
export interface Job extends Snapshot {
  /** The same on every attempt and every re-send of a project: `<company_id>-<project_id>`. Look-ups go by it. */
  readonly external_id: string;
  readonly request_id: string;
  /** The ERP's job number: what the approver typed, the project number, or the project's id. */
  readonly job_id: string;
  readonly fields: AcceptedFields;
}

/** The job number the ERP gets when the approver does not type another. */
export const suggestedJobId = ({ project }: Snapshot): string => {
  const number = project.project_number?.trim() ?? '';
  return number === '' ? String(project.id) : number;
};

/** The job of a request. An existing job keeps its number, whatever the project is called now. */
export const jobOf = (
  request: Pick<Request, 'company_id' | 'project_id' | 'id'>,
  snapshot: Snapshot,
  fields: AcceptedFields,
  existingJobId: string | undefined,
): Job => ({
  ...snapshot,
  external_id: `${request.company_id}-${request.project_id}`,
  request_id: request.id,
  job_id: existingJobId ?? fields['job_id'] ?? suggestedJobId(snapshot),
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

  constructor(kind: ErpErrorKind, message: string, options: { field?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.field = options.field ?? null;
  }
}

/** What an ERP is written, as people can read it before it happens: `would_write` of a preview shows it. */
export type ErpDocument = Readonly<Record<string, z.core.util.JSONType>>;

/** A signed-in conversation with one ERP. Every method throws only {@link ErpError}. */
export interface ErpSession {
  /** The job that an earlier attempt may have made, by `job.external_id`. */
  find(job: Job): Promise<Receipt | null>;
  /** Makes the job. Called only after `find` found none. */
  create(job: Job): Promise<Receipt>;
  /** Brings the existing job in line with `job`. Harmless when repeated. */
  update(job: Job, existing: Receipt): Promise<Receipt>;
}

/** One ERP as the use cases see it. */
export interface Erp extends ErpProfile {
  readonly id: string;
  readonly name: string;
  /** Pure: what would be written for this job under the integration's settings. */
  document(integration: Integration, job: Job): ErpDocument;
}

/**
 * The ERP of an integration.
 * @throws {Error} when no connector has that id, which the stage file's check rules out.
 */
export type Erps = (erpId: string) => Erp;

/** Signs in to the ERP of an integration. @throws {ErpError} */
export type OpenErpSession = (integration: Integration) => Promise<ErpSession>;
