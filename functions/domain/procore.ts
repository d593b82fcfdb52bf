import * as z from 'zod/mini';
import type { Person } from '#domain/person.ts';
import type { ProjectKey } from '#domain/ports.ts';

const id = z.int().check(z.positive());

/** Something that Procore has told us of, by ids alone: whoever takes it asks Procore for the rest. */
export const procoreNotice = z.object({
  /** The same each time Procore delivers it. */
  delivery_id: z.string().check(z.minLength(1), z.maxLength(100)),
  company_id: id,
  /** Who did it in Procore. */
  user_id: id,
  about: z.discriminatedUnion('kind', [
    /** Somebody pressed the button in Procore's own ERP tool: Procore waits for its request to be closed. */
    z.object({ kind: z.literal('erp_request'), erp_request_id: id }),
    /** A project was made or changed. */
    z.object({ kind: z.literal('project'), project_id: id }),
  ]),
});
export type ProcoreNotice = z.infer<typeof procoreNotice>;

/** What Procore asks an ERP integration to do. */
export interface ErpRequest {
  /** Procore's word for it; `create_or_update_job` is the one that means: send. */
  readonly name: string;
  /** Null for a request that is about no project. */
  readonly projectId: number | null;
  /** With the project's data in it, so that what is sent is what was pressed. */
  readonly costCodes: readonly unknown[];
  /** By it the request is closed. */
  readonly detailId: number;
}

/** How a request of Procore's ends, as its users read it. */
export type ErpRequestEnd =
  { readonly status: 'success' } | { readonly status: 'failed'; readonly messages: readonly string[] };

/** Ties something of Procore's to what it is in the ERP. Procore takes its presence for "synced". */
export interface ExternalId {
  readonly itemType: 'project' | 'cost_code';
  readonly itemId: number;
  readonly originId: string;
}

/** Procore did not do what it was asked. */
export class ProcoreError extends Error {
  override readonly name = 'ProcoreError';
  /** `temporary`: worth a repeat. `refused`: the same call is refused again. */
  readonly kind: 'temporary' | 'refused';

  constructor(kind: 'temporary' | 'refused', message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.kind = kind;
  }
}

/** Procore's REST API, as far as this service needs it. Every method throws only {@link ProcoreError}. */
export interface Procore {
  /** A project as Procore has it; null when there is none. */
  project(key: ProjectKey): Promise<unknown>;
  /** All cost codes of a project, as Procore has them. */
  costCodes(key: ProjectKey): Promise<readonly unknown[]>;
  person(companyId: number, userId: number): Promise<Person>;
  erpRequest(companyId: number, erpRequestId: number): Promise<ErpRequest>;
  /** Details of requests about a project that are not closed yet. */
  openDetails(key: ProjectKey): Promise<readonly number[]>;
  closeDetail(companyId: number, detailId: number, end: ErpRequestEnd): Promise<void>;
  /** @throws {ProcoreError} `refused` when Procore did not take one of them: its answer is no error then, but says so. */
  tie(companyId: number, ids: readonly ExternalId[]): Promise<void>;
}
