import { number } from '#web/texts/en/counted.ts';

/** The page of a request that its visitor cannot decide, or not any more. */
export const result = {
  outcomes: {
    accepted_in_part: {
      title: (_erp: string, missing: number) => `You have accepted; ${number(missing)} more must accept`,
      next: 'The export begins when they have. You need not do anything; the link in your mail always shows the latest state.',
    },
    exporting: {
      title: (erp: string) => `Accepted: the export to ${erp} is on its way`,
      next: 'This usually takes less than a minute. You can close this page; the link in your mail always shows the latest state.',
    },
    waiting_for_erp: {
      title: (erp: string) => `Accepted: the export waits for ${erp}`,
      next: 'Nothing has been written yet: the ERP cannot be reached, or is busy with other exports. The export is tried again by itself until it succeeds, for up to three days. You need not do anything.',
    },
    held: {
      title: (erp: string) => `Accepted: exports to ${erp} are paused`,
      next: 'The operators of this service have paused all exports to this ERP. Nothing has been written yet. The export goes on by itself when they let it. You need not do anything.',
    },
    unknown: {
      title: (erp: string) => `Accepted: ${erp} did not answer`,
      next: 'The job may or may not exist. This is being checked. Do not enter it by hand.',
    },
    open_case: {
      title: (erp: string) => `Do not enter it by hand: ${erp} has not answered`,
      next: 'Nobody knows yet whether the job exists. It is looked for again and again, and an administrator of this service has been told. Everybody who sent or accepted is mailed as soon as it is known.',
    },
    synced: { title: (erp: string) => `Done: exported to ${erp}`, next: 'Project and job are linked now.' },
    failed_to_export: {
      title: (erp: string) => `Accepted, but the export to ${erp} failed`,
      next: 'Nothing was written. An approver tries again or rejects: open the link in your mail again.',
    },
    rejected: {
      title: () => 'Rejected',
      next: 'The project went back to its sender with the reason. A corrected project comes as a new request with a mail of its own.',
    },
    retrieved: {
      title: () => 'Withdrawn by the sender',
      next: 'There is nothing to decide any more. If the project is sent again, you get a new mail.',
    },
    expired: {
      title: () => 'Expired: nobody decided in time',
      next: 'Nothing was exported. The sender can send the project again; you get a new mail then.',
    },
  },
  notStored: 'Your decision was not stored: the request had been settled before it arrived. What counts is this:',
  stillAccepted:
    'Your decision was not stored: you have accepted already, and that counts. Another approver can still reject.',
  acceptedSoFar: 'Accepted so far',
  acceptedBefore: 'Accepted before that',
  decision: 'Decision',
  kinds: { accept: 'Accepted', reject: 'Rejected' },
  by: 'Decided by',
  onBehalfOf: 'Standing in for',
  at: 'Decided',
  via: 'Decided through',
  doors: { link: 'the link in the mail', api: 'the ERP Integrations tool' },
  reason: 'Reason',
  unknownSince: 'Unknown since',
  askedAgain: 'Tried again by',
  erpMessage: 'Message of the ERP',
  erpField: 'Field to correct',
  job: 'Job in the ERP',
  erpId: 'ID within the ERP',
  written: 'Written',
  open: (host: string) => `Open the job (${host})`,
  reload: 'Show the latest state',
  newer:
    'A newer request has replaced this one. Look at the newest mail about this project: whoever is asked to decide finds a link of its own there.',
};
