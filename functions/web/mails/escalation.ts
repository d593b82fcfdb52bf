import { texts } from '#web/language.ts';
import { facts, words, type Block, type Draft } from '#web/mails/draft.ts';
import { acceptsBlock, personLine, requestBlock, subjectOf, type RequestMailView } from '#web/mails/request-lines.ts';
import { titleOf } from '#web/partials/request-facts.ts';

/** Of more, only the number is told. */
const MOST_NAMED = 20;

const silent = ({ waitingFor }: RequestMailView): (Block | null)[] => {
  const named = waitingFor.slice(0, MOST_NAMED);
  const more = waitingFor.length - named.length;
  return [
    facts(named.map((person) => [texts.mails.escalation.asked, personLine(person)])),
    more > 0 ? words(texts.more(more)) : null,
  ];
};

/** Tells whom the policy names that nobody has decided. It carries no link: whoever gets it may be anybody. */
export const escalationDraft = (view: RequestMailView): Draft => {
  const { subject, lead, next, you } = texts.mails.escalation;
  return {
    subject: subjectOf(view, subject),
    title: titleOf(view.request),
    lead: lead(view.erpName),
    blocks: [requestBlock(view), acceptsBlock(view), ...silent(view), words(next), words(you)],
  };
};
