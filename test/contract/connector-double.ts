/** A stand-in for one ERP: it keeps records in memory and speaks the ERP's wire format over `fetch`. */
export interface ErpDouble {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly credentials: Readonly<Record<string, string>>;
  readonly fetch: typeof globalThis.fetch;
  /** True for the body of a request that changes the ERP's jobs. */
  readonly isWrite: (body: string) => boolean;
  /** The jobs as the ERP's users see them, whoever made them. */
  readonly jobs: () => { job_id: string; name: string }[];
  /** People make a job in the ERP itself. */
  readonly makeByHand: (job: { job_id: string; name: string }) => void;
  /** Bodies of the answers to such requests so far, parsed. */
  readonly replies: readonly unknown[];
  /** Ends all sessions, as their age would. */
  readonly expireSessions: () => void;
}
