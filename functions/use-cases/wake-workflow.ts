import { idsOf } from '#domain/happened.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import type { TellingDeps } from '#use-cases/deps.ts';

/**
 * Tells the workflow that waits for a decision that there is one; it reads the ledger for the rest. A failure is not the
 * caller's: the decision stands in the ledger. An accepted request is woken again by the sweeper a minute later; for one that
 * is over there is nothing left to do, and its execution ends when its own time is up.
 */
export const wakeWorkflow = async (
  deps: Pick<TellingDeps, 'workflow' | 'warn'>,
  record: ProjectRecord,
): Promise<void> => {
  const { task_token: token, request } = record;
  if (token === null) return;
  try {
    if (request.status === 'exporting') await deps.workflow.succeed(token);
    else await deps.workflow.fail(token, 'NotAccepted');
  } catch (cause) {
    deps.warn('workflow_not_woken', { ...idsOf(request) }, cause);
  }
};
