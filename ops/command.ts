import type { CheckConnection } from '#domain/erp.ts';
import type { Archive, Clock, Integrations, Ledger, Warn, Workflow } from '#domain/ports.ts';
import type { MailQueue } from '#domain/telling.ts';
import type { CredentialStore } from '#ops/integration/credential-store.ts';
import type { KeyStore } from '#ops/keys/key-store.ts';
import type { RequestIndex } from '#ops/request-index.ts';
import type { SetAside } from '#ops/set-aside.ts';

/** How a deployment's ERPs are reached. */
export interface ErpAccess {
  /** Ids of the ERPs that it has an export function for. */
  readonly erps: readonly string[];
  readonly credentials: CredentialStore;
  readonly checkConnection: CheckConnection;
}

/** The parts of a deployment that commands work on. */
export interface World {
  /** Tells whoever waits how far a long command has come. */
  readonly progress: (line: string) => void;
  /** Which requests stand where. */
  readonly requestIndex: RequestIndex;
  /** The keys that sign links. Null where the deployment does not say where they are. */
  readonly keyStore: KeyStore | null;
  /** Those of the stage file. Empty where the deployment does not say. */
  readonly companies: readonly number[];
  readonly ledger: Ledger;
  readonly archive: Archive;
  readonly integrations: Integrations;
  /** Null where the deployment does not say how. */
  readonly erpAccess: ErpAccess | null;
  readonly workflow: Workflow;
  readonly mailQueue: MailQueue;
  readonly setAside: SetAside;
  readonly clock: Clock;
  readonly warn: Warn;
}

/**
 * `would_do`: there is something to do, and nobody has said yes to it. `unreadable`: what was handed over cannot be read. Of what is
 * only looked at: `healthy` or `at_fault`.
 */
export type Outcome = 'done' | 'would_do' | 'nothing_to_do' | 'refused' | 'unreadable' | 'healthy' | 'at_fault';

/** What a command found and did: lines for people, facts for programs. Neither holds links, tokens or mail addresses. */
export interface Report {
  readonly outcome: Outcome;
  readonly lines: readonly string[];
  readonly facts: Readonly<Record<string, unknown>>;
}

/** What was typed after the command's name. */
export interface Given {
  readonly words: readonly string[];
  /** Values of the options that are set. */
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  /** False: only say what would be done. */
  readonly yes: boolean;
}

/** Options in the form of node:util's parseArgs. */
export type OptionForms = Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>;

/** How a command is called, and what for. */
interface CommandForm {
  /** What follows its name, such as `<request>`. */
  readonly takes: string;
  /** One line for the list of commands. */
  readonly does: string;
  readonly options: OptionForms;
}

/** Something that people may do to a running deployment. */
export interface Command extends CommandForm {
  /** @throws {WrongUsage} when what was typed makes no sense to it. */
  run(world: World, given: Given): Promise<Report>;
}

/** Something that needs no deployment, or finds its own, whatever is the matter with that. */
export interface OfflineCommand extends CommandForm {
  readonly isOffline: true;
  /** @throws {WrongUsage} when what was typed makes no sense to it. */
  run(given: Given): Promise<Report>;
}

/** The command line is wrong; the message says what about it. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}
