import { isSamePerson } from '#domain/person.ts';
import { texts } from '#web/language.ts';
import { link, words, type Block, type Draft } from '#web/mails/draft.ts';
import { isToSender, rejectionBlock, requestBlock, subjectOf, type RequestMailView } from '#web/mails/request-lines.ts';
import { titleOf } from '#web/partials/request-facts.ts';

const toSender = (view: RequestMailView): (Block | null)[] => {
  const { senderNext, jobStays } = texts.mails.rejected;
  return [words(senderNext), view.request.kind === 'update' ? words(jobStays(view.erpName)) : null, requestBlock(view)];
};

const leadOf = (view: RequestMailView): string => {
  const { sender, rejecter, accepter } = texts.mails.rejected;
  const { mail, request } = view;
  if (isToSender(view)) return sender;
  return request.decision && isSamePerson(request.decision.by, mail.to) ? rejecter : accepter;
};

/**
 * Tells the sender what to correct, those who had accepted that it was in vain, and whoever rejected: it may have been somebody
 * else with the same link.
 */
export const rejectedDraft = (view: RequestMailView): Draft => {
  const { request, timeZone, url } = view;
  return {
    subject: subjectOf(view, texts.mails.rejected.subject),
    title: titleOf(request),
    lead: leadOf(view),
    blocks: [
      request.decision && rejectionBlock(request.decision, timeZone),
      ...(isToSender(view) ? toSender(view) : []),
      link(url),
    ],
  };
};
