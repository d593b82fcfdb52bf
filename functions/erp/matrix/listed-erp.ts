import type { Limit, Prerequisite } from '#domain/capability.ts';
import type { MatrixRow } from '#domain/capability-matrix.ts';

/** What stands in the matrix of an ERP without a connector of its own. */
interface Served {
  readonly limits: readonly Limit[];
  readonly prerequisites: readonly Prerequisite[];
}

/** How this service serves an ERP. */
export type Service =
  /** By the connector of that id, which says itself what it can do; by an import file as long as that is not registered. */
  | { readonly by: 'connector'; readonly connector: string }
  /** By a file, whose reader must know these limits. */
  | ({ readonly by: 'import_file' } & Served)
  /** Not at all: jobs come from the ERP. */
  | { readonly by: 'import_only' }
  /** Projects are only tied to jobs that the ERP has. */
  | ({ readonly by: 'link_only'; readonly job_id_is_project_number: boolean } & Served);

/** An ERP that Procore lists, or that others connect to Procore. */
export interface ListedErp {
  readonly id: string;
  readonly name: string;
  readonly service: Service;
  readonly procore: MatrixRow['procore'];
  /** What else people must know, in sentences; empty when there is nothing. */
  readonly note: string;
}

const SUPPORT = 'https://support.procore.com';

/** Pages of Procore's manual, by their path. */
export const manual = (...paths: string[]): string[] => paths.map((path) => `${SUPPORT}/${path}`);

export const V2 = 'https://v2.support.procore.com/product-manuals';
export const COMPANY = 'products/online/user-guide/company-level/erp-integrations';
