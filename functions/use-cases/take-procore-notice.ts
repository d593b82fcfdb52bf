import type { Caller } from '#domain/caller.ts';
import { DomainError } from '#domain/errors.ts';
import type { Person } from '#domain/person.ts';
import type { Procore, ProcoreNotice } from '#domain/procore.ts';
import * as z from 'zod/mini';
import type { OpeningDeps, ServiceDeps } from '#use-cases/deps.ts';
import { sendProject } from '#use-cases/send-project.ts';

export interface ProcoreDeps extends ServiceDeps, OpeningDeps {
  readonly procore: Procore;
}

/** What became of a notice: `nothing` was to be done, or the project was `sent`, or Procore's users were told why it is not. */
export type NoticeOutcome = 'nothing' | 'sent' | 'refused';

/** Procore's word for "send this project to the ERP", the first time or again. */
const SEND = 'create_or_update_job';

/** A project whose admin lets it take part in ERP sync. Procore writes the one name and reads the other. */
const takesPart = z.object({
  id: z.int(),
  erp_integrated: z.optional(z.nullable(z.boolean())),
  is_erp_integrated: z.optional(z.nullable(z.boolean())),
});

/** Procore has let this person press the button, or change the project: that is the right to send it. */
const senderOf = (person: Person, companyId: number, projectId: number): Caller => ({
  person,
  companyId,
  rights: {
    tools: { erp_integrations: 'none' },
    privileges: [],
    project_tools: { [String(projectId)]: { admin: 'admin' } },
  },
});

/** Sentences for people, each with the field that it is about. */
const messagesOf = ({ message, fields }: DomainError): string[] => {
  const told = Object.entries(fields ?? {}).flatMap(([field, messages]) => messages.map((each) => `${field}: ${each}`));
  return told.length === 0 ? [message] : told;
};

interface Sending {
  readonly projectId: number;
  /** Those that Procore said with its request; empty to ask for them. */
  readonly costCodes: readonly unknown[];
}

const send = async (deps: ProcoreDeps, notice: ProcoreNotice, { projectId, costCodes }: Sending): Promise<void> => {
  const { procore } = deps;
  const { company_id: companyId, user_id: userId, delivery_id: deliveryId } = notice;
  const key = { companyId, projectId };
  const idempotencyKey = `procore-${deliveryId}`;
  // Delivered again: Procore may have changed the project since, and our own write-back does.
  if ((await deps.ledger.read(key))?.honoured_keys.some((honoured) => honoured.key === idempotencyKey)) return;
  const [project, codes, person] = await Promise.all([
    procore.project(key),
    costCodes.length > 0 ? costCodes : procore.costCodes(key),
    procore.person(companyId, userId),
  ]);
  await sendProject(deps, {
    caller: senderOf(person, companyId, projectId),
    companyId,
    projectId,
    body: { project, cost_codes: codes },
    idempotencyKey,
  });
};

const takeRequest = async (deps: ProcoreDeps, notice: ProcoreNotice, erpRequestId: number): Promise<NoticeOutcome> => {
  const { company_id: companyId } = notice;
  const { name, projectId, costCodes, detailId } = await deps.procore.erpRequest(companyId, erpRequestId);
  if (name !== SEND || projectId === null) return 'nothing';
  try {
    await send(deps, notice, { projectId, costCodes });
    return 'sent';
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await deps.procore.closeDetail(companyId, detailId, { status: 'failed', messages: messagesOf(error) });
    return 'refused';
  }
};

/** A change of a project sends it once: when it first takes part in ERP sync. Whatever comes later is for people to send. */
const takeProject = async (deps: ProcoreDeps, notice: ProcoreNotice, projectId: number): Promise<NoticeOutcome> => {
  const key = { companyId: notice.company_id, projectId };
  if ((await deps.ledger.read(key)) !== null) return 'nothing';
  const { data } = takesPart.safeParse(await deps.procore.project(key));
  if (!(data?.erp_integrated ?? data?.is_erp_integrated)) return 'nothing';
  try {
    await send(deps, notice, { projectId, costCodes: [] });
    return 'sent';
  } catch (error) {
    // Nobody waits for an answer here: the status of the project says what stands against it.
    if (!(error instanceof DomainError)) throw error;
    deps.warn('procore_project_not_sent', { company_id: notice.company_id, project_id: projectId, code: error.code });
    return 'refused';
  }
};

/**
 * Sends a project because of what somebody did in Procore. Harmless when repeated: the delivery's id is the idempotency key.
 * @throws {ProcoreError} when Procore could not be asked
 */
export const takeProcoreNotice = (deps: ProcoreDeps, notice: ProcoreNotice): Promise<NoticeOutcome> =>
  notice.about.kind === 'erp_request'
    ? takeRequest(deps, notice, notice.about.erp_request_id)
    : takeProject(deps, notice, notice.about.project_id);
