const counted = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;

/**
 * Every sentence of the pages and mails; another language is another such object. What people typed stands beside a
 * label and never within a sentence of ours, except in titles and subjects: no text can pretend to be ours.
 */
export const texts = {
  language: 'en',
  product: 'Send to ERP',
  notStated: 'not stated',
  notSet: 'not set',
  empty: 'empty',
  yes: 'yes',
  no: 'no',
  requestNumber: (id: string) => `Request ${id}`,
  costCode: (code: string) => `Cost code ${code}`,
  showAll: 'Show all of it',
  more: (count: number) => `and ${count.toLocaleString('en-US')} more`,
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
  },
  approval: {
    title: (project: string) => `Accept or reject: ${project}`,
    errorTitle: (title: string) => `Error: ${title}`,
    create: (erp: string) => `This project waits for your decision. If you accept, it is exported to ${erp} as a job.`,
    update: (erp: string) => `This project is in ${erp} already. If you accept, the job is changed as shown here.`,
    undecided: 'Not decided at the time of printing.',
  },
  checks: {
    allMet: (count: number) => `Yes: ${counted(count, 'check', 'checks')} passed`,
    someUnmet: (count: number) => `The ERP is known to refuse this: ${counted(count, 'problem', 'problems')}`,
    met: 'Met',
    unmet: 'Not met',
    lengths: 'All texts are short enough for the ERP.',
  },
  difference: {
    title: (count: number) => `${counted(count, 'change', 'changes')} since the last sync`,
    shownTitle: (count: number) => `${counted(count, 'change', 'changes')} since the page was opened`,
    none: 'Nothing has changed since the last sync.',
    before: 'before',
    after: 'now',
  },
  costCodes: {
    title: (count: number) => counted(count, 'cost code', 'cost codes'),
    group: (segment: string, count: number) => `${segment} (${count.toLocaleString('en-US')})`,
    code: 'Code',
    name: 'Name',
    types: 'Cost types',
  },
  document: { title: (erp: string) => `What will be written into ${erp}` },
  form: {
    legend: 'Your decision',
    accept: 'Accept',
    acceptHint: { create: 'The job is created in the ERP.', update: 'The job in the ERP is changed.' },
    reject: 'Reject',
    rejectHint: 'The project goes back to its sender with your reason.',
    reason: 'Reason',
    reasonHint: 'Needed if you reject. What must be corrected?',
    required: 'Needed if you accept.',
    optional: 'You may leave this empty.',
    keepsJobId: 'The job exists already and keeps its number.',
    check: 'Check code',
    checkHint: 'Type the four digits shown beside the total value: proof that a person decides.',
    submit: 'Send my decision',
  },
  faults: {
    title: 'There is a problem',
    prefix: 'Error:',
    decision: 'Choose Accept or Reject',
    checkForm: 'Type the four digits of the check code, shown beside the total value',
    checkWrong: 'The check code was not right, or the page was open for too long. Type the new code',
    reason: 'Write the reason for rejecting',
    reasonTooLong: (max: number) => `The reason must be at most ${max.toLocaleString('en-US')} characters long`,
    ofField: (label: string, message: string) => `${label} ${message}`,
  },
  result: {
    outcomes: {
      exporting: {
        title: (erp: string) => `Accepted: the export to ${erp} is on its way`,
        next: 'This usually takes less than a minute. You can close this page; the link in your mail always shows the latest state.',
      },
      waiting_for_erp: {
        title: (erp: string) => `Accepted: ${erp} cannot be reached at the moment`,
        next: 'Nothing has been written yet. The export is tried again by itself. You need not do anything.',
      },
      unknown: {
        title: (erp: string) => `Accepted: ${erp} did not answer`,
        next: 'The job may or may not exist. This is being checked. Do not enter it by hand.',
      },
      synced: { title: (erp: string) => `Done: exported to ${erp}`, next: 'Project and job are linked now.' },
      failed_to_export: {
        title: (erp: string) => `Accepted, but the export to ${erp} failed`,
        next: 'Nothing was written. In ERP Integrations, an approver can try again with corrected fields, or reject.',
      },
      rejected: {
        title: () => 'Rejected',
        next: 'The project went back to its sender with the reason. A corrected project comes as a new request with a mail of its own.',
      },
      retrieved: { title: () => 'Withdrawn by the sender', next: 'If the project is sent again, you get a new mail.' },
      expired: { title: () => 'Expired: nobody decided in time', next: 'The sender can send the project again.' },
    },
    notStored: 'Your decision was not stored: the request had been settled before it arrived. What counts is this:',
    decision: 'Decision',
    kinds: { accept: 'Accepted', reject: 'Rejected' },
    by: 'Decided by',
    at: 'Decided',
    via: 'Decided through',
    doors: { link: 'the link in the mail', api: 'the ERP Integrations tool' },
    reason: 'Reason',
    erpMessage: 'Message of the ERP',
    erpField: 'Field to correct',
    job: 'Job in the ERP',
    erpId: 'ID within the ERP',
    written: 'Written',
    open: (host: string) => `Open the job (${host})`,
    reload: 'Show the latest state',
    newer: 'A newer request has replaced this one. Its approvers have a mail with a link of its own.',
    newerDifference: (count: number) => `${counted(count, 'change', 'changes')} in the newer request`,
  },
  refusals: {
    own_request: { title: 'You sent this project yourself', next: 'Somebody else must decide.' },
    missing_privilege: {
      title: 'You are no approver any more',
      next: 'An ERP Integrations administrator can tell why.',
    },
    stale_snapshot: { title: 'The project has changed', next: 'Nothing was decided. Look at it as it is now.' },
    link_expired: {
      title: 'This link has expired',
      next: 'Nothing was decided through it. If the project is sent again, you get a new mail with a new link.',
    },
    conflict: {
      title: 'Several people are working on this request',
      next: 'Your decision was not stored. Open the request again: it shows what was decided, or lets you decide.',
    },
    malformed_request: { title: 'The form arrived damaged', next: 'Nothing was decided. Please try again.' },
    not_found: {
      title: 'There is nothing at this address',
      next: 'Open the link from your mail once more. Some mail programs break long links: copy the whole of it then.',
    },
    service_error: {
      title: 'Something went wrong on our side',
      next: 'Open the request again in a few minutes. It shows whether your decision was stored.',
    },
  },
  openAgain: 'Open the request again',
  traceId: 'Number for support',
  footer: {
    link: 'This page was opened through a personal link. Do not pass it on.',
    snapshot: 'Data shown (SHA-256)',
  },
  mail: {
    subject: (kind: 'create' | 'update', project: string, id: string) =>
      `${kind === 'create' ? 'Approval needed' : 'Update to approve'}: ${project} (${id})`,
    create: (erp: string) => `A project waits for your decision. If you accept it, it is exported to ${erp} as a job.`,
    update: (erp: string) =>
      `A project that is in ${erp} already was sent again. If you accept it, the job is changed.`,
    button: 'Look at the request',
    decideThere: 'You accept or reject on the page that opens. Opening it decides nothing.',
    host: (host: string) => `The link leads to ${host}. It is meant for you alone: do not forward this mail.`,
    notExpected: 'We never ask for a password. Replies to this mail are not read.',
  },
} as const;

export type Outcome = keyof typeof texts.result.outcomes;
export type Refusal = keyof typeof texts.refusals;
