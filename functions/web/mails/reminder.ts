import { texts } from '#web/language.ts';
import { link, words, type Draft } from '#web/mails/draft.ts';
import { acceptsBlock, requestBlock, subjectOf, type RequestMailView } from '#web/mails/request-lines.ts';
import { titleOf } from '#web/partials/request-facts.ts';

const HOUR_MS = 3_600_000;

/** Reckoned to the reminder's own time, so that one that is sent twice is the same mail. */
const hoursWaited = ({ mail, request: { sent_at, reminder_times } }: RequestMailView): number => {
  const reminded = reminder_times[mail.nth - 1] ?? sent_at;
  return Math.max(1, Math.floor((Date.parse(reminded) - Date.parse(sent_at)) / HOUR_MS));
};

/** Reminds an approver who has not answered. */
export const reminderDraft = (view: RequestMailView): Draft => {
  const { subject, lead, nth } = texts.mails.reminder;
  return {
    subject: subjectOf(view, subject),
    title: titleOf(view.request),
    lead: lead(hoursWaited(view)),
    blocks: [
      view.mail.nth > 1 ? words(nth(view.mail.nth)) : null,
      requestBlock(view),
      acceptsBlock(view),
      link(view.url),
    ],
    decides: true,
  };
};
