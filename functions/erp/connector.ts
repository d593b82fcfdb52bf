import type * as z from 'zod/mini';
import type { ErpProfile } from '#domain/capability.ts';
import type { ErpDocument, ErpSession, Job } from '#domain/erp.ts';
import type { Clock } from '#domain/ports.ts';

export { ErpError } from '#domain/erp.ts';
export type { ErpDocument, ErpErrorKind, ErpSession, FoundJob, Job } from '#domain/erp.ts';

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
  /** Its sessions have `lookUp`: the ERP can be asked for a job by the number that people type. */
  readonly can_look_up: boolean;
  readonly settings: z.ZodMiniType<Settings>;
  readonly credentials: z.ZodMiniType<Credentials>;
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
  readonly can_look_up: boolean;
  /** @throws {z.core.$ZodError} naming the settings at fault. */
  readonly checkSettings: (settings: unknown) => void;
  readonly document: (job: Job, settings: unknown) => ErpDocument;
  readonly connect: (context: SessionContext<unknown, unknown>) => Promise<ErpSession>;
}

/** Declares a connector: the compiler checks it, and settings and credentials are parsed before its own code sees them. */
export const defineConnector = <Settings, Credentials>(connector: Connector<Settings, Credentials>): AnyConnector => ({
  ...connector,
  checkSettings: (settings) => void connector.settings.parse(settings),
  document: (job, settings) => connector.document(job, connector.settings.parse(settings)),
  connect: async (context) =>
    connector.connect({
      ...context,
      settings: connector.settings.parse(context.settings),
      credentials: connector.credentials.parse(context.credentials),
    }),
});
