import type * as z from 'zod/mini';
import type { ErpProfile } from '#domain/capability.ts';
import type { ConnectorSession, ErpDocument, Job } from '#domain/erp.ts';
import type { Clock } from '#domain/ports.ts';
import type { AccessToken } from '#erp/sign-in.ts';

export { ErpError } from '#domain/erp.ts';
export type { ConnectorSession, ErpDocument, ErpErrorKind, ErpSession, FoundJob, Job } from '#domain/erp.ts';

/** What a session needs from outside. */
export interface SessionContext<Settings, Credentials> {
  readonly settings: Settings;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly fetch: typeof globalThis.fetch;
  /** Signs in, and remembers what the sign-in gave. */
  readonly accessToken: AccessToken;
  /** Where `delivery: 'file'` connectors put their files. */
  readonly files: ExportFiles;
}

/** Files that people load into their ERP by hand. */
export interface ExportFiles {
  /** Writes the file whole, replacing an earlier one of that name. */
  put(name: string, text: string, contentType: string): Promise<void>;
  exists(name: string): Promise<boolean>;
}

/** What the deployment must know of a connector. */
interface ConnectorBase extends ErpProfile {
  /** The name of its folder. */
  readonly id: string;
  /** The ERP's name as its users know it. */
  readonly name: string;
  /** `call`: the ERP is called at once. `file`: a file waits for an accountant. Decides what the export Lambda may touch. */
  readonly delivery: 'call' | 'file';
  /** Its sessions have `lookUp`: the ERP can be asked for a job by the number that people type. */
  readonly can_look_up: boolean;
  /** Its refresh tokens change with each use, so they are kept where all functions find them. */
  readonly rotates_tokens: boolean;
}

/** The code for one ERP. The profile that it extends is the usual one, which the capability matrix shows. */
export interface Connector<Settings = unknown, Credentials = unknown> extends ConnectorBase {
  /** What the settings of an integration change of the usual profile. */
  readonly profileFor?: (settings: Settings) => Partial<ErpProfile>;
  readonly settings: z.ZodMiniType<Settings>;
  readonly credentials: z.ZodMiniType<Credentials>;
  /** Pure mapping: what the ERP is written. */
  readonly document: (job: Job, settings: Settings) => ErpDocument;
  /** Opens a session. Import the client here, dynamically, so that only export Lambdas load it. */
  readonly connect: (context: SessionContext<Settings, Credentials>) => Promise<ConnectorSession>;
}

/** A connector whose settings and credentials are parsed by itself: what the registry holds. */
export interface AnyConnector extends ConnectorBase {
  /** The profile under the settings of one integration. */
  readonly profileFor: (settings: unknown) => ErpProfile;
  /** @throws {z.core.$ZodError} naming the settings at fault. */
  readonly checkSettings: (settings: unknown) => void;
  /** @throws {z.core.$ZodError} naming the credentials at fault, never their values. */
  readonly checkCredentials: (credentials: unknown) => void;
  readonly document: (job: Job, settings: unknown) => ErpDocument;
  readonly connect: (context: SessionContext<unknown, unknown>) => Promise<ConnectorSession>;
}

/** Declares a connector: the compiler checks it, and settings and credentials are parsed before its own code sees them. */
export const defineConnector = <Settings, Credentials>(connector: Connector<Settings, Credentials>): AnyConnector => {
  const { profileFor, settings, credentials, document, connect, ...base } = connector;
  return {
    ...base,
    profileFor: (given) => ({ ...base, ...profileFor?.(settings.parse(given)) }),
    checkSettings: (given) => void settings.parse(given),
    checkCredentials: (given) => void credentials.parse(given),
    document: (job, given) => document(job, settings.parse(given)),
    connect: async (context) =>
      connect({
        ...context,
        settings: settings.parse(context.settings),
        credentials: credentials.parse(context.credentials),
      }),
  };
};
