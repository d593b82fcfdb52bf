import type { Request } from '#domain/request.ts';
import { decideRequest, type DecideCall, type Verdict } from '#use-cases/decide-request.ts';
import type { ServiceDeps } from '#use-cases/deps.ts';
import { startWorkflow } from '#use-cases/start-workflow.ts';

interface RetryCall extends DecideCall {
  readonly verdict: Extract<Verdict, { kind: 'retry' }>;
}

/**
 * Has a failed export tried again. The execution that met the failure has ended, so the decision is followed by a new one.
 * @throws {DomainError} as {@link decideRequest}
 */
export const retryRequest = async (deps: ServiceDeps, call: RetryCall): Promise<Request> => {
  const request = await decideRequest(deps, call);
  await startWorkflow(deps, request);
  return request;
};
