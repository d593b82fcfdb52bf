import { DomainError } from '#domain/errors.ts';
import { VersionConflict } from '#domain/ports.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import type { ProjectStatus, Receipt } from '#domain/request.ts';
import type { ServiceDeps } from '#use-cases/deps.ts';

/** What tying or untying a project did, or would do. */
export interface Tie {
  /** False for a preview. */
  readonly changed: boolean;
  readonly status_before: ProjectStatus;
  readonly status_after: ProjectStatus;
  /** The job that the project is tied to, or was. */
  readonly job: Receipt;
  /** What follows from it, in sentences for people. */
  readonly effects: readonly string[];
}

/** What an administrator was shown must be what is written: whatever came in between is theirs to look at. */
export const writeOrConflict = async (
  { ledger }: Pick<ServiceDeps, 'ledger'>,
  before: ProjectRecord | null,
  next: ProjectRecord,
): Promise<void> => {
  try {
    await ledger.write(before, next);
  } catch (error) {
    if (!(error instanceof VersionConflict)) throw error;
    throw new DomainError('conflict', 'Something happened to this project at the same moment. Look again.');
  }
};
