import type { Integration } from '#domain/integration.ts';
import { mailed } from '#domain/life.ts';
import { nextAskingAt, nextMailAt } from '#domain/mail-times.ts';
import type { OwedMail } from '#domain/mailing.ts';
import { owedMails } from '#domain/mails.ts';
import { VersionConflict, type Integrations, type Ledger, type ProjectKey } from '#domain/ports.ts';
import type { Mail, Mailer } from '#domain/telling.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import { integrationOf } from '#use-cases/find-integration.ts';
import { contentMaker, type MailContentDeps, type RequestMailContent } from '#use-cases/mail-content.ts';
import { laterOf, notePublished, publishOwed, type PublishDeps } from '#use-cases/publish-events.ts';

export interface SendMailsDeps extends MailContentDeps, PublishDeps {
  readonly ledger: Ledger;
  readonly integrations: Integrations;
  readonly mailer: Mailer;
  readonly composeMail: (content: RequestMailContent) => Mail;
}

/** Notes what was sent and published, also when something was written beside it; what is new then is told by the next task. */
const note = async (
  deps: SendMailsDeps,
  record: ProjectRecord,
  integration: Integration,
  sent: readonly OwedMail[],
  upTo: Date | null,
  publishedUpTo: number | null,
): Promise<void> => {
  const mailings = sent.map(({ kind, to, nth }) => ({ kind, to: to.id, nth }));
  const asksAt = upTo && nextAskingAt({ ...record, mailed: [...record.mailed, ...mailings] }, integration, upTo);
  const told = { ...record, published_up_to: laterOf(record, publishedUpTo) };
  try {
    await deps.ledger.write(record, mailed(told, mailings, upTo, deps.clock(), asksAt));
  } catch (error) {
    if (!(error instanceof VersionConflict)) throw error;
    const current = await deps.ledger.read({ companyId: record.company_id, projectId: record.project_id });
    if (current === null) return;
    if (current.request.id !== record.request.id) return notePublished(deps, current, publishedUpTo);
    const isStill = current.events.length === record.events.length;
    await note(deps, current, integration, sent, isStill ? upTo : null, publishedUpTo);
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

/** What the mails are made from may be out of reach: then none was sent. */
const sendOwed = async (
  deps: SendMailsDeps,
  record: ProjectRecord,
  integration: Integration,
  owed: readonly OwedMail[],
  now: Date,
): Promise<Sending> => {
  if (owed.length === 0) return NONE;
  try {
    return await sendAll(deps, owed, await contentMaker(deps, record, integration, now));
  } catch (error) {
    return { sent: [], failures: [error] };
  }
};

/**
 * Sends the mails about a project's latest request that are owed by now, and publishes the events that the project owes: at the
 * same time, and neither goes without for the other's sake. A repeat does only what is still missing.
 * @throws {AggregateError} when some mails could not be sent; the others were.
 */
export const sendMails = async (deps: SendMailsDeps, key: ProjectKey): Promise<void> => {
  const record = await deps.ledger.read(key);
  if (record === null) return;
  const integration = await integrationOf(deps.integrations, key.companyId, record.request.integration.id);
  const now = deps.clock();
  const owed = owedMails(record, integration, now);
  const since = nextMailAt(record);
  const [{ sent, failures }, publishedUpTo] = await Promise.all([
    sendOwed(deps, record, integration, owed, now),
    publishOwed(deps, record),
  ]);
  if (owed.length === 0 && (since === null || since > now)) return notePublished(deps, record, publishedUpTo);
  await note(deps, record, integration, sent, failures.length === 0 ? now : null, publishedUpTo);
  // One address that takes no mail must not keep the others from theirs; the repeat tries only those still missing.
  if (failures.length > 0) {
    // The log shows an error's cause, and none of what an AggregateError holds besides.
    const cause = failures[0];
    const missing = owed.length - sent.length;
    throw new AggregateError(failures, `${missing} of ${owed.length} mails were not sent.`, { cause });
  }
};
