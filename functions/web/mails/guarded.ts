import { texts } from '#web/language.ts';
import { facts, link, words, type Draft } from '#web/mails/draft.ts';
import type { RequestMailView } from '#web/mails/request-lines.ts';

/**
 * Stands in for any mail about a request that the policy shows only after a sign-in. As its page does before one, it names
 * request and ERP, and nothing that people typed or the ERP said.
 */
export const guardedDraft = ({ mail: { kind }, request, erpName, url }: RequestMailView): Draft => {
  const { subjects, leads, withoutLink } = texts.mails.guarded;
  const { next, signIn } = texts.refusals.guarded;
  return {
    subject: subjects[kind](request.id),
    title: texts.requestNumber(request.id),
    lead: leads[kind],
    blocks: [words(url === null ? withoutLink : next), facts([[texts.facts.erp, erpName]]), link(url, signIn)],
    decides: kind === 'approval' || kind === 'reminder',
  };
};
