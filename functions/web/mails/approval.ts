import { texts } from '#web/language.ts';
import { changes, link, type Block, type Draft } from '#web/mails/draft.ts';
import {
  acceptsBlock,
  rejectionBlock,
  requestBlock,
  subjectOf,
  type RequestMailView,
} from '#web/mails/request-lines.ts';
import { titleOf } from '#web/partials/request-facts.ts';

/** What distinguishes the three ways of asking. */
const wayOf = ({ request, sinceReject }: RequestMailView): 'create' | 'update' | 'corrected' => {
  if (sinceReject !== null) return 'corrected';
  return request.kind === 'update' ? 'update' : 'create';
};

const sinceReject = ({ sinceReject: rejected, timeZone }: RequestMailView): (Block | null)[] => {
  if (rejected === null) return [];
  const { sinceReject: title, noneSinceReject } = texts.difference;
  return [
    rejectionBlock(rejected.decision, timeZone, texts.rejectedBefore.title),
    changes(rejected.difference, title, noneSinceReject),
  ];
};

const sinceSync = ({ request, sinceSync: difference }: RequestMailView): Block | null =>
  request.kind === 'update' ? changes(difference, texts.difference.sinceSync, texts.difference.noneSinceSync) : null;

/**
 * Asks one approver to decide. Neither the decision nor the check code is in it: whoever only reads mail, person or machine,
 * cannot decide.
 */
export const approvalDraft = (view: RequestMailView): Draft => {
  const way = wayOf(view);
  const words = texts.mails.approval;
  return {
    subject: subjectOf(view, words.subjects[way]),
    title: titleOf(view.request),
    lead: words[way](view.erpName),
    blocks: [requestBlock(view), acceptsBlock(view), ...sinceReject(view), sinceSync(view), link(view.url)],
    decides: true,
  };
};
