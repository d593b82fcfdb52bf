import { instant } from '#web/format.ts';
import { texts } from '#web/language.ts';
import { facts, link, type Block, type Draft } from '#web/mails/draft.ts';
import { acceptLines, requestBlock, subjectOf, type RequestMailView } from '#web/mails/request-lines.ts';
import { titleOf } from '#web/partials/request-facts.ts';

/** What the ERP gave back. Its link is left out: mails lead to this service only. */
const receiptBlock = ({ request, timeZone }: RequestMailView): Block | null => {
  const receipt = request.exports.at(-1)?.receipt;
  const { job, erpId, written } = texts.result;
  const accepts = [...request.accepted_by, ...(request.decision === null ? [] : [request.decision])];
  return facts([
    [job, receipt?.job_id],
    [erpId, receipt?.erp_id],
    [written, receipt && instant(receipt.at, timeZone)],
    ...acceptLines(accepts, timeZone),
  ]);
};

/** The receipt. */
export const syncedDraft = (view: RequestMailView): Draft => {
  const { subject, create, update } = texts.mails.synced;
  return {
    subject: subjectOf(view, subject),
    title: titleOf(view.request),
    lead: (view.request.kind === 'update' ? update : create)(view.erpName),
    blocks: [receiptBlock(view), requestBlock(view), link(view.url)],
  };
};
