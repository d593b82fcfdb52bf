import { differences, type Difference } from '#domain/difference.ts';
import { heard, mailed, windowIsOver } from '#domain/life.ts';
import { signApprovalLink } from '#domain/links.ts';
import type { Person } from '#domain/person.ts';
import { deciders } from '#domain/policy.ts';
import {
  VersionConflict,
  type Clock,
  type Integrations,
  type Ledger,
  type LinkKeys,
  type Mail,
  type Mailer,
} from '#domain/ports.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import type { Snapshot } from '#domain/project.ts';
import { awaitsDecision, type Request } from '#domain/request.ts';
import { integrationOf } from '#use-cases/find-integration.ts';
import { readTaskRecord, type TaskKey } from '#use-cases/task-key.ts';

/** What a mail to an approver is made from. */
export interface ApprovalMailContent {
  readonly approver: Person;
  readonly request: Request;
  readonly snapshot: Snapshot;
  /** Against what is synced; empty for a project that was never synced. */
  readonly difference: readonly Difference[];
  readonly url: string;
}

export interface RequestApprovalDeps {
  readonly ledger: Ledger;
  readonly integrations: Integrations;
  readonly mailer: Mailer;
  readonly linkKeys: LinkKeys;
  readonly composeMail: (content: ApprovalMailContent) => Mail;
  readonly clock: Clock;
  readonly stage: string;
  /** Where approvers reach this service, without a trailing slash. From configuration, never from a request. */
  readonly publicUrl: string;
}

/** `waiting`: the workflow waits for a decision. Else there is none to wait for, and the ledger says why. */
export type ApprovalState = 'waiting' | 'accepted' | 'over';

/** Leaves the token in the ledger, so that whoever decides can wake the workflow; null when there is nothing to wait for. */
const keepToken = async (
  deps: RequestApprovalDeps,
  key: TaskKey,
  token: string,
): Promise<ProjectRecord | 'accepted' | 'over'> => {
  for (;;) {
    const record = await readTaskRecord(deps.ledger, key);
    if (record === null) return 'over';
    if (!awaitsDecision(record.request)) return record.request.status === 'exporting' ? 'accepted' : 'over';
    if (windowIsOver(record, deps.clock())) return 'over';
    const next = heard(record, token, deps.clock());
    try {
      await deps.ledger.write(record, next);
      return next;
    } catch (error) {
      if (!(error instanceof VersionConflict)) throw error;
    }
  }
};

/** Notes who has been mailed, unless somebody has decided meanwhile: then nobody will be mailed again anyway. */
const noteMailed = async (
  deps: RequestApprovalDeps,
  record: ProjectRecord,
  people: readonly Person[],
): Promise<void> => {
  try {
    await deps.ledger.write(
      record,
      mailed(
        record,
        people.map(({ id }) => id),
      ),
    );
  } catch (error) {
    if (!(error instanceof VersionConflict)) throw error;
    const current = await readTaskRecord(deps.ledger, keyOf(record.request));
    if (current && awaitsDecision(current.request)) await noteMailed(deps, current, people);
  }
};

const keyOf = (request: Request): TaskKey => ({
  companyId: request.company_id,
  projectId: request.project_id,
  requestId: request.id,
});

const linkFor = (
  deps: RequestApprovalDeps,
  ring: Awaited<ReturnType<LinkKeys>>,
  request: Request,
  approver: Person,
): string => {
  const token = signApprovalLink(ring, deps.stage, {
    companyId: request.company_id,
    projectId: request.project_id,
    number: request.number,
    approverId: approver.id,
    epoch: request.link_epoch,
    notAfter: Math.floor(Date.parse(request.expires_at) / 1000),
  });
  return `${deps.publicUrl}/approvals/${token}`;
};

/**
 * Makes the request decidable: keeps the task token first, then mails each approver who has no mail yet. A repeat after a
 * crash replaces the token and mails only those still missing; the link they get is the same.
 */
export const requestApproval = async (
  deps: RequestApprovalDeps,
  key: TaskKey,
  token: string,
): Promise<ApprovalState> => {
  const record = await keepToken(deps, key, token);
  if (typeof record === 'string') return record;
  const { request, synced } = record;
  const integration = await integrationOf(deps.integrations, key.companyId, request.integration.id);
  const waiting = deciders(integration, request.sender.id).filter(({ id }) => !record.mailed.includes(id));
  if (waiting.length === 0) return 'waiting';
  const [ring, snapshot, before] = await Promise.all([
    deps.linkKeys(),
    deps.ledger.readSnapshot(key.companyId, request.snapshot_sha256),
    synced && deps.ledger.readSnapshot(key.companyId, synced.snapshot_sha256),
  ]);
  if (snapshot === null) throw new Error(`The snapshot of request ${request.id} is missing.`);
  const difference = before ? differences(before, snapshot) : [];
  const reached: Person[] = [];
  const failures: unknown[] = [];
  for (const approver of waiting) {
    const content = { approver, request, snapshot, difference, url: linkFor(deps, ring, request, approver) };
    try {
      await deps.mailer.send(deps.composeMail(content));
      reached.push(approver);
    } catch (error) {
      failures.push(error);
    }
  }
  if (reached.length > 0) await noteMailed(deps, record, reached);
  // One address that takes no mail must not keep the others from theirs; the repeat tries only those still missing.
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} of ${waiting.length} mails were not sent.`);
  return 'waiting';
};
