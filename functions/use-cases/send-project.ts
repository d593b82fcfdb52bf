import { preflight, type Problem } from '#domain/capability.ts';
import type { Caller } from '#domain/caller.ts';
import { sha256Of } from '#domain/canonical.ts';
import { askedPeople } from '#domain/duty.ts';
import type { Erps } from '#domain/erp.ts';
import { DomainError, type FieldErrors } from '#domain/errors.ts';
import type { Integration, KnownIntegration } from '#domain/integration.ts';
import type { Person } from '#domain/person.ts';
import { suggestedJobId } from '#domain/job-id-pattern.ts';
import { send } from '#domain/opening.ts';
import { VersionConflict, type Ledger } from '#domain/ports.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import type { Snapshot } from '#domain/project.ts';
import { asOpened, type Request } from '#domain/request.ts';
import { requireSender } from '#domain/rights.ts';
import { readSending, type Sending } from '#domain/sending.ts';
import { isInService } from '#domain/serving.ts';
import type { OpeningDeps, ServiceDeps } from '#use-cases/deps.ts';
import { integrationFor } from '#use-cases/find-integration.ts';
import { findRequest } from '#use-cases/find-request.ts';
import { startWorkflow } from '#use-cases/start-workflow.ts';

/** Writers of one project that meet again and again: more than this is no accident but a flood. */
const MOST_COLLISIONS = 5;

/** A body read for one project of one company. */
export interface SendCall {
  readonly caller: Caller;
  readonly companyId: number;
  readonly projectId: number;
  readonly body: unknown;
}

/** @throws {DomainError} `invalid_fields`; the body's `project.id` must be the path's. */
export const readSendingFor = (projectId: number, body: unknown): Sending => {
  const sending = readSending(body);
  if (sending.snapshot.project.id !== projectId) {
    throw new DomainError('invalid_fields', 'The project in the body is not the project in the path.', {
      fields: { 'project.id': [`must be ${projectId}`] },
    });
  }
  return sending;
};

const problem = (code: string, message: string): Problem => ({ code, message, field: null });

/** What stands against the decision on what a person sends: under four eyes the others must be enough. */
export const approverProblems = ({ approvers, policy }: Integration, sender: Person, at: Date): Problem[] => {
  const others = askedPeople({ approvers, policy }, sender, at).length;
  if (others === 0)
    return [problem('no_other_approver', 'You are the only approver, and nobody decides on an own request.')];
  const { accepts_needed: needed } = policy;
  if (typeof needed !== 'number' || needed <= others) return [];
  return [
    problem('not_enough_approvers', `${needed} approvers must accept, and besides you there are only ${others}.`),
  ];
};

/** Everything that stands against sending this snapshot through this integration, now. */
export const problemsOf = async (
  erps: Erps,
  integration: Integration | null,
  sender: Person,
  snapshot: Snapshot,
  at: Date,
): Promise<Problem[]> => {
  if (integration === null) return [problem('no_integration', 'The company is not connected to an ERP.')];
  const erp = await erps(integration);
  const problems = preflight(erp, snapshot);
  return erp.no_export === null
    ? [...problems, ...approverProblems(integration, sender, at)]
    : [problem(erp.no_export.code, erp.no_export.message), ...problems];
};

const byField = (problems: readonly Problem[]): FieldErrors => {
  const fields: Record<string, string[]> = {};
  for (const { field, message } of problems) (fields[field ?? 'project'] ??= []).push(message);
  return fields;
};

/** The refusal of a project that the ERP would not take. */
export const preflightFailed = (problems: readonly Problem[]): DomainError =>
  new DomainError('preflight_failed', 'The ERP would not take this project.', {
    fields: byField(problems),
    extra: { problems },
  });

/** The request this very call opened earlier, as its first answer showed it. @throws {DomainError} `idempotency_key_reused` */
const answeredBefore = async (
  ledger: Ledger,
  record: ProjectRecord,
  key: string,
  bodySha256: string,
): Promise<Request | null> => {
  const honoured = record.honoured_keys.find((entry) => entry.key === key);
  if (honoured === undefined) return null;
  if (honoured.body_sha256 !== bodySha256) {
    throw new DomainError('idempotency_key_reused', 'This Idempotency-Key was used for another body.');
  }
  return asOpened((await findRequest(ledger, record.company_id, honoured.request_id)).request);
};

/** The integration that a project is sent through. @throws {DomainError} `preflight_failed` with all that stands against it. */
const checkedIntegration = async (
  { erps, clock }: ServiceDeps,
  known: readonly KnownIntegration[],
  record: ProjectRecord | null,
  sender: Person,
  snapshot: Snapshot,
): Promise<KnownIntegration> => {
  const integration = integrationFor(known, snapshot.project, record);
  const problems = await problemsOf(erps, integration, sender, snapshot, clock());
  if (integration !== null && problems.length === 0) return integration;
  throw preflightFailed(problems);
};

/**
 * Records a request and starts its workflow. Tries first as if the project had never been sent, which is the common case
 * and saves a read; when it was, the refused write says what stands there. Where one of several integrations keeps the jobs that
 * it has, that must be known first.
 * @throws {DomainError} `missing_privilege`, `invalid_fields`, `preflight_failed`, `open_request_exists`, `idempotency_key_reused`
 */
export const sendProject = async (
  deps: ServiceDeps & OpeningDeps,
  call: SendCall & { idempotencyKey: string },
): Promise<Request> => {
  const { companyId, projectId, caller, idempotencyKey } = call;
  requireSender(caller, projectId);
  const { snapshot, note, ignored_fields: ignoredFields } = readSendingFor(projectId, call.body);
  const known = await deps.integrations.list(companyId);
  const isChosen = known.filter(isInService).length > 1;
  let before = isChosen ? await deps.ledger.read({ companyId, projectId }) : null;
  let integration = await checkedIntegration(deps, known, before, caller.person, snapshot);
  const at = deps.clock();
  const sent = {
    companyId,
    projectId,
    projectName: snapshot.project.name,
    totalValue: snapshot.project.total_value ?? null,
    sender: caller.person,
    at,
    snapshotSha256: sha256Of(snapshot),
    note,
    ignoredFields,
    publishesEvents: deps.publishesEvents,
    idempotencyKey,
    bodySha256: sha256Of(call.body),
  };
  for (let collision = 0; collision < MOST_COLLISIONS; collision += 1) {
    const answered = before && (await answeredBefore(deps.ledger, before, idempotencyKey, sent.bodySha256));
    if (answered) return answered;
    if (collision > 0 && isChosen) {
      integration = await checkedIntegration(deps, known, before, caller.person, snapshot);
    }
    const next = send(before, {
      ...sent,
      integration,
      suggestedJobId: suggestedJobId(integration.policy, snapshot.project, at),
    });
    await deps.ledger.prepare(companyId, sent.snapshotSha256, snapshot, before);
    try {
      await deps.ledger.write(before, next);
    } catch (error) {
      if (!(error instanceof VersionConflict)) throw error;
      before = error.current ?? (await deps.ledger.read({ companyId, projectId }));
      continue;
    }
    await startWorkflow(deps, next.request);
    return next.request;
  }
  throw new DomainError('conflict', 'Others are sending this project at the same moment. Try again.');
};
