import { notFound } from '#domain/errors.ts';
import type { Ledger } from '#domain/ports.ts';
import type { ErpRequestEnd, ExternalId, Procore } from '#domain/procore.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import type { Snapshot } from '#domain/project.ts';
import type { Request } from '#domain/request.ts';
import { findRequest, requestKey } from '#use-cases/find-request.ts';

export interface TellProcoreDeps {
  readonly ledger: Ledger;
  readonly procore: Procore;
}

/** What Procore's users read when a request ended without a job. */
const failureOf = ({ status, decision, exports }: Request): string | null => {
  switch (status) {
    case 'rejected':
      return `Rejected by ${decision?.by.name ?? 'an approver'}: ${decision?.reason ?? ''}`;
    case 'expired':
      return 'Nobody decided in time.';
    case 'retrieved':
      return 'Its sender took it back.';
    case 'failed_to_export':
      return exports.at(-1)?.message ?? 'The ERP refused it.';
    case 'ready_to_export':
    case 'ready_to_update':
    case 'exporting':
    case 'synced':
      return null;
  }
};

/**
 * External ids of a project and its cost codes. An ERP has no ids of its own for what it only lists, so a cost code's is the
 * job's and its own code: Procore wants one that is unique within the company.
 */
const externalIdsOf = ({ project, cost_codes }: Snapshot, erpId: string): ExternalId[] => [
  { itemType: 'project', itemId: project.id, originId: erpId },
  ...cost_codes.map(({ id, full_code }) => ({
    itemType: 'cost_code' as const,
    itemId: id,
    originId: `${erpId}/${full_code}`,
  })),
];

const tie = async ({ ledger, procore }: TellProcoreDeps, { request, synced }: ProjectRecord): Promise<void> => {
  const snapshot = await ledger.readSnapshot(request.company_id, request.snapshot_sha256);
  if (synced === null || snapshot === null) throw notFound();
  await procore.tie(request.company_id, externalIdsOf(snapshot, synced.erp_id));
};

/**
 * Writes back to Procore how a request ended: external ids once the project is a job, and the end of every request of Procore's that waits
 * for it. A request that goes on says nothing,
 * and so does one that a later one has replaced, or whose job the project was untied from: what is told late must not end what came after.
 * Harmless when repeated.
 * @throws {ProcoreError} when Procore did not take it
 */
export const tellProcore = async (deps: TellProcoreDeps, companyId: number, requestId: string): Promise<void> => {
  const { record } = await findRequest(deps.ledger, companyId, requestId);
  if (record === null) return;
  const isSynced = record.request.status === 'synced' && record.synced !== null;
  const failure = failureOf(record.request);
  if (!isSynced && failure === null) return;
  if (isSynced) await tie(deps, record);
  const end: ErpRequestEnd = failure === null ? { status: 'success' } : { status: 'failed', messages: [failure] };
  for (const detailId of await deps.procore.openDetails(requestKey(companyId, requestId))) {
    await deps.procore.closeDetail(companyId, detailId, end);
  }
};
