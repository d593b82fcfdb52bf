import type * as z from 'zod';
import type { AcceptedFields } from '#domain/accept-fields.ts';
import type { ErpProfile } from '#domain/capability.ts';
import type { Clock } from '#domain/ports.ts';
import type { Snapshot } from '#domain/project.ts';
import type { Receipt } from '#domain/request.ts';

/** What is to become a job in the ERP. */
export interface Job extends Snapshot {
  /** The same on every attempt and every re-send of a project: `<company_id>-<project_id>`. Look-ups go by it. */
  readonly external_id: string;
  readonly request_id: string;
  /** The ERP's job number: what the approver typed, the project number, or the project's id. */
  readonly job_id: string;
  readonly fields: AcceptedFields;
}

/** How an ERP said no, or did not say anything. The client turns every vendor error into one of these. */
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

/** What a session needs from outside. */
export interface SessionContext<Settings, Credentials> {
  readonly settings: Settings;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly fetch: typeof globalThis.fetch;
  /** Where `delivery: 'file'` connectors put their files. */
  readonly files: ExportFiles;
}

/** Files that people load into their ERP by hand. */
export interface ExportFiles {
  /** Writes the file whole, replacing an earlier one of that name. */
  put(name: string, text: string, contentType: string): Promise<void>;
  exists(name: string): Promise<boolean>;
}

/** The code for one ERP. Its folder name is its id. */
export interface Connector<Settings = unknown, Credentials = unknown> extends ErpProfile {
  readonly id: string;
  /** The ERP's name as its users know it. */
  readonly name: string;
  /** `call`: the ERP is called at once. `file`: a file waits for an accountant. Decides what the export Lambda may touch. */
  readonly delivery: 'call' | 'file';
  readonly settings: z.ZodType<Settings>;
  readonly credentials: z.ZodType<Credentials>;
  /** Pure mapping: what the ERP is written. */
  readonly document: (job: Job, settings: Settings) => ErpDocument;
  /** Opens a session. Import the client here, dynamically, so that only export Lambdas load it. */
  readonly connect: (context: SessionContext<Settings, Credentials>) => Promise<ErpSession>;
}

/** A connector whose settings and credentials are parsed by itself: what the registry holds. */
export interface AnyConnector extends ErpProfile {
  readonly id: string;
  readonly name: string;
  readonly delivery: 'call' | 'file';
  /** @throws {z.ZodError} naming the settings at fault. */
  readonly checkSettings: (settings: unknown) => void;
  readonly document: (job: Job, settings: unknown) => ErpDocument;
  readonly connect: (context: SessionContext<unknown, unknown>) => Promise<ErpSession>;
}

/** Declares a connector: the compiler checks it, and settings and credentials are parsed before its own code sees them. */
export const defineConnector = <Settings, Credentials>(connector: Connector<Settings, Credentials>): AnyConnector => ({
  ...connector,
  checkSettings: (settings) => void connector.settings.parse(settings),
  document: (job, settings) => connector.document(job, connector.settings.parse(settings)),
  connect: (context) =>
    connector.connect({
      ...context,
      settings: connector.settings.parse(context.settings),
      credentials: connector.credentials.parse(context.credentials),
    }),
});
