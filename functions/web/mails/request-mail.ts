import type { MailKind } from '#domain/mailing.ts';
import type { Mail } from '#domain/telling.ts';
import { approvalDraft } from '#web/mails/approval.ts';
import { closedDraft } from '#web/mails/closed.ts';
import type { Draft } from '#web/mails/draft.ts';
import { escalationDraft } from '#web/mails/escalation.ts';
import { expiredDraft } from '#web/mails/expired.ts';
import { failedDraft } from '#web/mails/failed.ts';
import { guardedDraft } from '#web/mails/guarded.ts';
import { mail } from '#web/mails/mail.ts';
import { rejectedDraft } from '#web/mails/rejected.ts';
import { reminderDraft } from '#web/mails/reminder.ts';
import type { RequestMailView } from '#web/mails/request-lines.ts';
import { syncedDraft } from '#web/mails/synced.ts';
import { unknownDraft } from '#web/mails/unknown.ts';

const DRAFTS: Record<MailKind, (view: RequestMailView) => Draft> = {
  approval: approvalDraft,
  reminder: reminderDraft,
  escalation: escalationDraft,
  expired: expiredDraft,
  rejected: rejectedDraft,
  closed: closedDraft,
  synced: syncedDraft,
  failed: failedDraft,
  unknown: unknownDraft,
};

/** A mail about a request, to one person. */
export const requestMail = (view: RequestMailView): Mail =>
  mail(view.mail.to.email, (view.isGuarded ? guardedDraft : DRAFTS[view.mail.kind])(view));
