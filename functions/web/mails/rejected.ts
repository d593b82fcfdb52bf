import { texts } from '#web/language.ts';
import { link, words, type Block, type Draft } from '#web/mails/draft.ts';
import { isToSender, rejectionBlock, requestBlock, subjectOf, type RequestMailView } from '#web/mails/request-lines.ts';
import { titleOf } from '#web/partials/request-facts.ts';

const toSender = (view: RequestMailView): (Block | null)[] => {
  const { senderNext, jobStays } = texts.mails.rejected;
  return [words(senderNext), view.request.kind === 'update' ? words(jobStays(view.erpName)) : null, requestBlock(view)];
};

/** Tells the sender what to correct, and those who had accepted that it was in vain. */
export const rejectedDraft = (view: RequestMailView): Draft => {
  const { request, timeZone, url } = view;
  const { subject, sender, approver } = texts.mails.rejected;
  return {
    subject: subjectOf(view, subject),
    title: titleOf(request),
    lead: isToSender(view) ? sender : approver,
    blocks: [
      request.decision && rejectionBlock(request.decision, timeZone),
      ...(isToSender(view) ? toSender(view) : []),
      link(url),
    ],
  };
};
