import type { ProjectStatus } from '#domain/request.ts';

/** One row of product.md, section 4, for one `from`: where the project stands for senders and administrators, else the request. */
export interface Row {
  readonly from: ProjectStatus;
  readonly event: string;
  readonly by: 'sender' | 'approver' | 'administrator' | 'clock' | 'workflow';
  /** `same`: the request stays where it is. */
  readonly to: Exclude<ProjectStatus, 'not_sent'> | 'same';
  /** Where the project stands then, if it had been synced before and if that is not where its request stands. */
  readonly projectIfUpdate?: 'synced' | 'not_sent';
}

const EXPORTING = { from: 'exporting', by: 'workflow' } as const;
const LINK = { event: 'link', by: 'administrator', to: 'synced' } as const;
const UNTIE = { from: 'synced', by: 'administrator', to: 'same', projectIfUpdate: 'not_sent' } as const;

/** Section 4, typed off from the document and not from the code. */
export const productTable: readonly Row[] = [
  { from: 'not_sent', event: 'send', by: 'sender', to: 'ready_to_export' },
  { from: 'rejected', event: 'send', by: 'sender', to: 'ready_to_export' },
  { from: 'retrieved', event: 'send', by: 'sender', to: 'ready_to_export' },
  { from: 'expired', event: 'send', by: 'sender', to: 'ready_to_export' },
  { from: 'synced', event: 'resend', by: 'sender', to: 'ready_to_update' },
  { from: 'ready_to_export', event: 'retrieve', by: 'sender', to: 'retrieved' },
  { from: 'ready_to_update', event: 'retrieve', by: 'sender', to: 'retrieved', projectIfUpdate: 'synced' },
  { from: 'ready_to_export', event: 'reject', by: 'approver', to: 'rejected' },
  { from: 'ready_to_update', event: 'reject', by: 'approver', to: 'rejected', projectIfUpdate: 'synced' },
  { from: 'ready_to_export', event: 'expire', by: 'clock', to: 'expired' },
  { from: 'ready_to_update', event: 'expire', by: 'clock', to: 'expired', projectIfUpdate: 'synced' },
  { from: 'ready_to_export', event: 'accept', by: 'approver', to: 'exporting' },
  { from: 'ready_to_update', event: 'accept', by: 'approver', to: 'exporting' },
  { ...EXPORTING, event: 'confirm_export', to: 'synced' },
  { ...EXPORTING, event: 'fail_export', to: 'failed_to_export' },
  { from: 'failed_to_export', event: 'retry', by: 'approver', to: 'exporting' },
  { from: 'failed_to_export', event: 'reject', by: 'approver', to: 'rejected', projectIfUpdate: 'synced' },
  // The paragraph under the table: an ERP that did not answer is neither success nor failure, the export stays exporting.
  { ...EXPORTING, event: 'begin_export', to: 'exporting' },
  { ...EXPORTING, event: 'lose_answer', to: 'exporting' },
  { ...EXPORTING, event: 'postpone_export', to: 'exporting' },
  // An outcome that stays unknown becomes a case that people are told of: rule 10, nothing waits without a timer.
  { from: 'exporting', event: 'open_case', by: 'clock', to: 'same' },
  // The policy may ask for several accepts: all but the last leave the request waiting.
  { from: 'ready_to_export', event: 'accept_in_part', by: 'approver', to: 'same' },
  { from: 'ready_to_update', event: 'accept_in_part', by: 'approver', to: 'same' },
  // Links that went astray are killed while a request waits for its approvers, and mailed anew.
  { from: 'ready_to_export', event: 'reissue_links', by: 'administrator', to: 'same' },
  { from: 'ready_to_update', event: 'reissue_links', by: 'administrator', to: 'same' },
  { from: 'failed_to_export', event: 'reissue_links', by: 'administrator', to: 'same' },
  // Section 6, self-service link, unlink and reset: a job is tied to a project that has none, or untied from one that has.
  { ...LINK, from: 'not_sent' },
  { ...LINK, from: 'rejected' },
  { ...LINK, from: 'retrieved' },
  { ...LINK, from: 'expired' },
  { ...UNTIE, event: 'unlink' },
  { ...UNTIE, event: 'reset' },
];

/** Every status of section 4. */
export const statuses: readonly ProjectStatus[] = [
  'not_sent',
  'ready_to_export',
  'ready_to_update',
  'exporting',
  'synced',
  'failed_to_export',
  'rejected',
  'retrieved',
  'expired',
];

/** Statuses in which a request is over: the explicit ends. */
export const ends: ReadonlySet<ProjectStatus> = new Set(['synced', 'rejected', 'retrieved', 'expired']);

export const rowFor = (from: ProjectStatus, event: string): Row | undefined =>
  productTable.find((row) => row.from === from && row.event === event);
