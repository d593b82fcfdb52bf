import { texts } from '#web/language.ts';
import { link, words, type Draft } from '#web/mails/draft.ts';
import { rejectionBlock, subjectOf, type RequestMailView } from '#web/mails/request-lines.ts';
import { titleOf } from '#web/partials/request-facts.ts';

/** Tells an approver who was asked that another has rejected. */
export const closedDraft = (view: RequestMailView): Draft => {
  const { request, timeZone, url } = view;
  const { subject, lead, next } = texts.mails.closed;
  return {
    subject: subjectOf(view, subject),
    title: titleOf(request),
    lead,
    blocks: [words(next), request.decision && rejectionBlock(request.decision, timeZone), link(url)],
  };
};
