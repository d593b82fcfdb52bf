import type { Workflow, WorkflowError } from '#domain/ports.ts';
import { exportProject, type ExportDeps, type ExportResult } from '#use-cases/export-project.ts';
import { requestApproval, type ApprovalState, type RequestApprovalDeps } from '#use-cases/request-approval.ts';
import type { TaskKey } from '#use-cases/task-key.ts';

/** For what a state of the workflow waits for: whoever carries it out tells the state how it ended. */
interface Reporting {
  readonly waiting: Pick<Workflow, 'succeed' | 'fail'>;
}

/** State RequestApproval: where there is nothing to wait for, the state is told at once. */
export const serveApproval = async (
  deps: RequestApprovalDeps & Reporting,
  key: TaskKey,
  taskToken: string,
): Promise<ApprovalState> => {
  const state = await requestApproval(deps, key, taskToken);
  if (state === 'accepted') await deps.waiting.succeed(taskToken);
  if (state === 'over') await deps.waiting.fail(taskToken, 'NotAccepted');
  return state;
};

/** What the state machine is told, by which it retries or ends. */
const ERRORS: Record<Exclude<ExportResult['outcome'], 'synced'>, WorkflowError> = {
  full: 'ErpBusy',
  paused: 'ExportPaused',
  refused: 'ExportFailed',
  unavailable: 'ErpUnavailable',
  unknown: 'OutcomeUnknown',
  busy: 'OutcomeUnknown',
  not_accepted: 'NotAccepted',
};

/** State Export: one attempt, and the state is told how it ended. */
export const serveExport = async (
  deps: ExportDeps & Reporting,
  key: TaskKey,
  taskToken: string,
): Promise<ExportResult['outcome']> => {
  const result = await exportProject(deps, key);
  const { outcome } = result;
  const comesBackLater = (outcome === 'unavailable' || outcome === 'unknown') && result.comesBackLater;
  if (outcome === 'synced') await deps.waiting.succeed(taskToken);
  else await deps.waiting.fail(taskToken, comesBackLater ? 'ExportPaused' : ERRORS[outcome]);
  return outcome;
};
