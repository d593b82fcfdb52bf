import type { Ledger } from '#domain/ports.ts';
import type { ProjectRecord } from '#domain/project-record.ts';

/** What a state of the workflow hands its function: ids, never data. */
export interface TaskKey {
  readonly companyId: number;
  readonly projectId: number;
  readonly requestId: string;
}

/** The project's record while the task's request is its latest one; null when a newer request has replaced it. */
export const readTaskRecord = async (ledger: Ledger, key: TaskKey): Promise<ProjectRecord | null> => {
  const record = await ledger.read(key);
  return record?.request.id === key.requestId ? record : null;
};
