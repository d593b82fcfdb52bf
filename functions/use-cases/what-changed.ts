import { differences, type Difference } from '#domain/difference.ts';
import type { Ledger } from '#domain/ports.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import type { Snapshot } from '#domain/project.ts';
import type { Decision, Request } from '#domain/request.ts';

/** What an approver should know to have changed. */
export interface Changes {
  /** Against what is synced; empty for a project that was never synced. */
  readonly sinceSync: readonly Difference[];
  /** Against the request before this one, and why that was rejected; null unless it was. */
  readonly sinceReject: { readonly decision: Decision; readonly difference: readonly Difference[] } | null;
}

/** The snapshot with that hash. @throws {Error} when it is missing, which only a lost write could bring about. */
export const requireSnapshot = async (ledger: Ledger, companyId: number, sha256: string): Promise<Snapshot> => {
  const snapshot = await ledger.readSnapshot(companyId, sha256);
  if (snapshot === null) throw new Error(`The snapshot ${sha256} is missing.`);
  return snapshot;
};

const sinceReject = async (ledger: Ledger, request: Request, snapshot: Snapshot): Promise<Changes['sinceReject']> => {
  const { company_id: companyId, project_id: projectId, number } = request;
  const previous = number > 1 ? await ledger.readClosed({ companyId, projectId }, number - 1) : null;
  if (previous?.request.decision?.kind !== 'reject') return null;
  const before = await ledger.readSnapshot(companyId, previous.request.snapshot_sha256);
  return { decision: previous.request.decision, difference: before ? differences(before, snapshot) : [] };
};

/** How a project's latest request differs from what people have seen of it before. */
export const whatChanged = async (
  ledger: Ledger,
  { request, synced }: Pick<ProjectRecord, 'request' | 'synced'>,
  snapshot: Snapshot,
): Promise<Changes> => {
  const isSyncedAsSent = synced?.request_id === request.id;
  const [before, rejected] = await Promise.all([
    synced && !isSyncedAsSent ? requireSnapshot(ledger, request.company_id, synced.snapshot_sha256) : null,
    sinceReject(ledger, request, snapshot),
  ]);
  return { sinceSync: before ? differences(before, snapshot) : [], sinceReject: rejected };
};
