import { pathLabel } from '#web/field-text.ts';
import { instant } from '#web/format.ts';
import { texts } from '#web/language.ts';
import { facts, link, short, words, type Block, type Draft } from '#web/mails/draft.ts';
import { requestBlock, subjectOf, type RequestMailView } from '#web/mails/request-lines.ts';
import { titleOf } from '#web/partials/request-facts.ts';

const failureBlock = ({ request, acceptFields, timeZone }: RequestMailView): Block | null => {
  const { message, noMessage, field } = texts.approval.failure;
  const last = request.exports.at(-1);
  return facts([
    [message, short(last?.message) || noMessage],
    [field, last?.field && pathLabel(last.field, acceptFields)],
    [texts.mails.failed.at, last?.ended_at && instant(last.ended_at, timeZone)],
  ]);
};

/** Tells that the ERP refused: to whom can act with the link to do so, to everybody else that somebody must. */
export const failedDraft = (view: RequestMailView): Draft => {
  const { mail, request, erpName, url } = view;
  const { subject, subjectAgain, lead, approverNext, senderNext, link: label } = texts.mails.failed;
  return {
    subject: subjectOf(view, mail.nth > 1 ? subjectAgain : subject),
    title: titleOf(request),
    lead: lead(erpName),
    blocks: [failureBlock(view), words(url === null ? senderNext : approverNext), requestBlock(view), link(url, label)],
  };
};
