import { approval } from '#web/texts/en/approval.ts';
import { counted, LOCALE, number } from '#web/texts/en/counted.ts';
import { fields } from '#web/texts/en/fields.ts';
import { form } from '#web/texts/en/form.ts';
import { mails } from '#web/texts/en/mails.ts';
import { refusals } from '#web/texts/en/refusals.ts';
import { result } from '#web/texts/en/result.ts';

/**
 * Every sentence of the pages and mails; another language is another such object. What people typed stands beside a label and
 * never within a sentence of ours, except in titles and subjects, and in quotation marks: no text can pretend to be ours.
 */
export const en = {
  language: 'en',
  locale: LOCALE,
  product: 'Send to ERP',
  notStated: 'not stated',
  notSet: 'not set',
  empty: 'empty',
  yes: 'yes',
  no: 'no',
  requestNumber: (id: string) => `Request ${id}`,
  costCode: (code: string) => `Cost code ${code}`,
  showAll: 'Show all of it',
  more: (count: number) => `and ${number(count)} more`,
  /** Precedes the names of those whose delegate somebody is. */
  onBehalfOf: 'standing in for',
  facts: {
    total: 'Total value',
    customer: 'Customer',
    address: 'Address',
    projectName: 'Project',
    projectNumber: 'Number',
    dates: 'Dates',
    dateRange: (start: string, end: string) => `${start} to ${end}`,
    erp: 'ERP',
    sender: 'Sent by',
    sent: 'Sent',
    decideBefore: 'Decide by',
    note: 'Note',
    acceptedBy: 'Accepted by',
  },
  difference: {
    sinceSync: (count: number) => `${counted(count, 'change', 'changes')} since the last sync`,
    noneSinceSync: 'Nothing has changed since the last sync.',
    sinceReject: (count: number) => `${counted(count, 'change', 'changes')} since it was rejected`,
    noneSinceReject: 'Nothing has changed since it was rejected.',
    sinceShown: (count: number) => `${counted(count, 'change', 'changes')} since the page was opened`,
    inNewer: (count: number) => `${counted(count, 'change', 'changes')} in the newer request`,
    before: 'before',
    after: 'now',
  },
  rejectedBefore: {
    title: 'The request before this one was rejected',
    by: 'Rejected by',
    at: 'Rejected',
    reason: 'Reason',
  },
  footer: {
    link: 'This page was opened through a personal link. Do not pass it on.',
    snapshot: 'Data shown (SHA-256)',
  },
  fields,
  approval,
  form,
  result,
  refusals,
  mails,
};

export type Texts = typeof en;
