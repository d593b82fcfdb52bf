import { idsOf } from '#domain/happened.ts';
import type { Execution, Warn, Workflow } from '#domain/ports.ts';
import type { Request } from '#domain/request.ts';

/** The execution that serves a request's current run. A function of the request alone: starting twice is harmless. */
export const executionOf = (request: Request): Execution => ({
  company_id: request.company_id,
  project_id: request.project_id,
  request_id: request.id,
  run: request.run,
  erp: request.integration.erp,
  approval_timeout_seconds: Math.max(
    1,
    Math.ceil((Date.parse(request.expires_at) - Date.parse(request.sent_at)) / 1000),
  ),
});

/**
 * Starts the workflow of a request that is already in the ledger. A failure is not the caller's: the request is safe, and
 * the sweeper starts it a minute later.
 */
export const startWorkflow = async (
  deps: { workflow: Pick<Workflow, 'start'>; warn: Warn },
  request: Request,
): Promise<void> => {
  try {
    await deps.workflow.start(executionOf(request));
  } catch (cause) {
    deps.warn('workflow_not_started', { ...idsOf(request) }, cause);
  }
};
