import { instant } from '#web/format.ts';
import { texts } from '#web/language.ts';
import { facts, link, words, type Draft } from '#web/mails/draft.ts';
import { requestBlock, subjectOf, type RequestMailView } from '#web/mails/request-lines.ts';
import { titleOf } from '#web/partials/request-facts.ts';

/** Tells that nobody knows whether the ERP has the job, so that nobody makes it a second time by hand. */
export const unknownDraft = (view: RequestMailView): Draft => {
  const { request, erpName, timeZone, url } = view;
  const { subject, lead, byHand, next, since } = texts.mails.unknown;
  const opened = request.case_opened_at;
  return {
    subject: subjectOf(view, subject),
    title: titleOf(request),
    lead: lead(erpName),
    blocks: [
      words(byHand(erpName)),
      facts([[since, opened && instant(opened, timeZone)]]),
      words(next),
      requestBlock(view),
      link(url),
    ],
  };
};
