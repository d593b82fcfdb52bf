import { instant } from '#web/format.ts';
import { texts } from '#web/language.ts';
import { facts, link, words, type Draft } from '#web/mails/draft.ts';
import { isToSender, requestBlock, subjectOf, type RequestMailView } from '#web/mails/request-lines.ts';
import { titleOf } from '#web/partials/request-facts.ts';

/** Tells sender and approvers that nobody decided in time. */
export const expiredDraft = (view: RequestMailView): Draft => {
  const { request, erpName, timeZone, url } = view;
  const { subject, sender, approver, senderNext, approverNext, ended } = texts.mails.expired;
  const [lead, next] = isToSender(view) ? [sender, senderNext] : [approver, approverNext];
  return {
    subject: subjectOf(view, subject),
    title: titleOf(request),
    lead: lead(erpName),
    blocks: [words(next), facts([[ended, instant(request.expires_at, timeZone)]]), requestBlock(view), link(url)],
  };
};
