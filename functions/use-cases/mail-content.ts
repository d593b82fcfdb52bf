import { acceptsMissing, waitedFor } from '#domain/accepts.ts';
import { isGuardedFrom } from '#domain/authority.ts';
import type { AcceptField } from '#domain/capability.ts';
import { askedPeople } from '#domain/duty.ts';
import type { Erps } from '#domain/erp.ts';
import type { Integration } from '#domain/integration.ts';
import { requiredKid } from '#domain/life.ts';
import type { OwedMail } from '#domain/mailing.ts';
import { isSamePerson, type Person } from '#domain/person.ts';
import type { Ledger, LinkKeys } from '#domain/ports.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import type { Snapshot } from '#domain/project.ts';
import type { Request } from '#domain/request.ts';
import { approvalLink, type LinkDeps } from '#use-cases/approval-link.ts';
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

export interface MailContentDeps extends LinkDeps {
  readonly ledger: Ledger;
  readonly linkKeys: LinkKeys;
  readonly erps: Erps;
}

/** Everything that the mails about a record have in common, and the recipient's link. */
export const contentMaker = async (
  deps: MailContentDeps,
  record: ProjectRecord,
  integration: Integration,
  now: Date,
) => {
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
