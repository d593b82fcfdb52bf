import type { AcceptField } from '#domain/capability.ts';
import type { Erps } from '#domain/erp.ts';
import { acceptsMissing, waitedFor } from '#domain/accepts.ts';
import { isGuardedFrom } from '#domain/authority.ts';
import { askedPeople } from '#domain/duty.ts';
import type { Integration } from '#domain/integration.ts';
import { mailed, requiredKid } from '#domain/life.ts';
import { nextAskingAt, nextMailAt } from '#domain/mail-times.ts';
import type { OwedMail } from '#domain/mailing.ts';
import { owedMails } from '#domain/mails.ts';
import { isSamePerson, type Person } from '#domain/person.ts';
import {
  VersionConflict,
  type Clock,
  type Integrations,
  type Ledger,
  type LinkKeys,
  type Mail,
  type Mailer,
  type ProjectKey,
} from '#domain/ports.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import type { Snapshot } from '#domain/project.ts';
import type { Request } from '#domain/request.ts';
import { approvalLink, type LinkDeps } from '#use-cases/approval-link.ts';
import { integrationOf } from '#use-cases/find-integration.ts';
import { requireSnapshot, whatChanged, type Changes } from '#use-cases/what-changed.ts';

/** What a mail about a request is made from. */
export interface RequestMailContent extends Changes {
  readonly mail: OwedMail;
  readonly request: Request;
  readonly snapshot: Snapshot;
  /** The recipient's own link; null for people who have none: senders, and whoever is told of an escalation. */
  readonly url: string | null;
  /** Who has not answered. */
  readonly waitingFor: readonly Person[];
  /** How many more must accept. */
  readonly acceptsMissing: number;
  readonly erpName: string;
  /** What the ERP asks the approver for. */
  readonly acceptFields: readonly AcceptField[];
  /** In which people read times; null for UTC. */
  readonly timeZone: string | null;
  /** The recipient must sign in to see what the request is about. */
  readonly isGuarded: boolean;
}

export interface SendMailsDeps extends LinkDeps {
  readonly ledger: Ledger;
  readonly integrations: Integrations;
  readonly mailer: Mailer;
  readonly linkKeys: LinkKeys;
  readonly erps: Erps;
  readonly composeMail: (content: RequestMailContent) => Mail;
  readonly clock: Clock;
}

/** Everything that the mails about a record have in common, and the recipient's link. */
const contentMaker = async (deps: SendMailsDeps, record: ProjectRecord, integration: Integration, now: Date) => {
  const { request } = record;
  const [ring, erp, snapshot] = await Promise.all([
    deps.linkKeys(requiredKid(record)),
    deps.erps(integration),
    requireSnapshot(deps.ledger, request.company_id, request.snapshot_sha256),
  ]);
  const asked = askedPeople(integration, request.sender, now);
  const common = {
    ...(await whatChanged(deps.ledger, record, snapshot)),
    request,
    snapshot,
    waitingFor: waitedFor(integration, request, now),
    acceptsMissing: acceptsMissing(integration, request, request.accepted_by, now),
    erpName: erp.name,
    acceptFields: erp.accept_fields,
    timeZone: integration.policy.calendar?.time_zone ?? null,
  };
  return (mail: OwedMail): RequestMailContent => {
    const account = asked.find((person) => isSamePerson(person, mail.to));
    return {
      ...common,
      mail,
      isGuarded: isGuardedFrom(mail.to.id, integration.policy, request),
      url: account ? approvalLink(deps, ring, request, account.id) : null,
    };
  };
};

/** Notes what was sent, also when something was written beside it; what is new then is told by the next task. */
const note = async (
  deps: SendMailsDeps,
  record: ProjectRecord,
  integration: Integration,
  sent: readonly OwedMail[],
  upTo: Date | null,
): Promise<void> => {
  const mailings = sent.map(({ kind, to, nth }) => ({ kind, to: to.id, nth }));
  const asksAt = upTo && nextAskingAt({ ...record, mailed: [...record.mailed, ...mailings] }, integration, upTo);
  try {
    await deps.ledger.write(record, mailed(record, mailings, upTo, deps.clock(), asksAt));
  } catch (error) {
    if (!(error instanceof VersionConflict)) throw error;
    const current = await deps.ledger.read({ companyId: record.company_id, projectId: record.project_id });
    if (current?.request.id !== record.request.id) return;
    await note(deps, current, integration, sent, current.events.length === record.events.length ? upTo : null);
  }
};

interface Sending {
  readonly sent: readonly OwedMail[];
  readonly failures: readonly unknown[];
}

const NONE: Sending = { sent: [], failures: [] };

const sendAll = async (
  deps: SendMailsDeps,
  owed: readonly OwedMail[],
  contentFor: (mail: OwedMail) => RequestMailContent,
): Promise<Sending> => {
  const sent: OwedMail[] = [];
  const failures: unknown[] = [];
  for (const mail of owed) {
    try {
      await deps.mailer.send(deps.composeMail(contentFor(mail)));
      sent.push(mail);
    } catch (error) {
      failures.push(error);
    }
  }
  return { sent, failures };
};

/**
 * Sends the mails about a project's latest request that are owed by now. A repeat sends only what is still missing.
 * @throws {AggregateError} when some could not be sent; the others were.
 */
export const sendMails = async (deps: SendMailsDeps, key: ProjectKey): Promise<void> => {
  const record = await deps.ledger.read(key);
  if (record === null) return;
  const integration = await integrationOf(deps.integrations, key.companyId, record.request.integration.id);
  const now = deps.clock();
  const owed = owedMails(record, integration, now);
  const since = nextMailAt(record);
  if (owed.length === 0 && (since === null || since > now)) return;
  const { sent, failures } =
    owed.length === 0 ? NONE : await sendAll(deps, owed, await contentMaker(deps, record, integration, now));
  await note(deps, record, integration, sent, failures.length === 0 ? now : null);
  // One address that takes no mail must not keep the others from theirs; the repeat tries only those still missing.
  if (failures.length > 0) {
    // The log shows an error's cause, and none of what an AggregateError holds besides.
    const cause = failures[0];
    throw new AggregateError(failures, `${failures.length} of ${owed.length} mails were not sent.`, { cause });
  }
};
