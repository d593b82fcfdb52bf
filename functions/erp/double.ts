import type { Clock } from '#domain/ports.ts';

/** The secret in every double's credentials; searched for in all that tests print, store or show. */
export const DOUBLE_SECRET = 'erp-password-of-the-test-suite';

/**
 * How an ERP answers one write, in its own words, that it could have worked on:
 * `throttled`: not now, there are too many calls. `failing`: it broke, perhaps after the work was done.
 * `refusing`: the data are wrong, in a field that it names. `forbidden`: the user may not, or the licence has ended.
 */
export type Mood = 'throttled' | 'failing' | 'refusing' | 'forbidden';

/** What a call to an ERP consists of, for whoever must tell reads from writes. */
export interface DoubleCall {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

/** What a double is given: its answers follow from the calls and from this alone. */
export interface DoubleOptions {
  readonly clock: Clock;
}

/**
 * A stand-in for one ERP: it keeps records in memory, speaks the ERP's wire format over `fetch`, signs in as the ERP does,
 * and refuses what the ERP refuses. Each connector that calls its ERP has one, in `functions/erp/<id>/double.ts`, which
 * exports it as `erpDouble`. Tests, the simulation and `npm start` use it.
 */
export interface ErpDouble {
  /** Of an integration with it, with the vendor's own addresses. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The settings that lead to a copy of it served at another origin, such as `http://127.0.0.1:3999`. */
  settingsAt(origin: string): Readonly<Record<string, unknown>>;
  readonly credentials: Readonly<Record<string, string>>;
  readonly fetch: typeof globalThis.fetch;
  /** True for a call that changes the ERP's jobs; a sign-in does not. */
  isWrite(call: DoubleCall): boolean;
  /** The jobs as the ERP's users see them, whoever made them. */
  jobs(): { job_id: string; name: string }[];
  /** People make a job in the ERP itself. */
  makeByHand(job: { job_id: string; name: string }): void;
  /** Bodies of the answers to writes so far, parsed. */
  readonly replies: readonly unknown[];
  /** Ends all access, as its age would. */
  expireSessions(): void;
  /** The next write is answered so. */
  answerNext(mood: Mood): void;
}

/** What the module of a double exports. */
export type MakeDouble = (options: DoubleOptions) => ErpDouble;

const hasDouble = (module: object): module is { readonly erpDouble: MakeDouble } =>
  'erpDouble' in module && typeof module.erpDouble === 'function';

/** What makes the double of a connector's ERP. @throws {Error} when its folder has none */
export const doubleOf = async (id: string): Promise<MakeDouble> => {
  const module: unknown = await import(new URL(`./${id}/double.ts`, import.meta.url).href);
  if (typeof module === 'object' && module !== null && hasDouble(module)) return module.erpDouble;
  throw new Error(`functions/erp/${id}/double.ts exports no erpDouble.`);
};
