import { counted, number } from '#web/texts/en/counted.ts';

/** Hours up to two days, whole days from then on. */
const waited = (hours: number): string =>
  hours < 48 ? counted(hours, 'hour', 'hours') : counted(Math.floor(hours / 24), 'day', 'days');

/** Mails. A subject names the request and, unless it is guarded, the project; nothing in a mail decides anything. */
export const mails = {
  look: 'Look at the request',
  decideThere: 'You accept or reject on the page that opens. Opening it decides nothing.',
  host: (host: string) => `The link leads to ${host}. It is meant for you alone: do not forward this mail.`,
  hostOfMany: (host: string) => `The links lead to ${host}. They are meant for you alone: do not forward this mail.`,
  notExpected: 'We never ask for a password. Replies to this mail are not read.',
  acceptsMissing: (count: number) => `${number(count)} more needed`,
  accepts: 'Accepts',
  approval: {
    subjects: {
      create: (project: string, id: string) => `Approval needed: ${project} (${id})`,
      update: (project: string, id: string) => `Update to approve: ${project} (${id})`,
      corrected: (project: string, id: string) => `Corrected, approval needed: ${project} (${id})`,
    },
    create: (erp: string) => `A project waits for your decision. If you accept it, it is exported to ${erp} as a job.`,
    update: (erp: string) =>
      `A project that is in ${erp} already was sent again. If you accept it, the job is changed.`,
    corrected: (erp: string) =>
      `A project that was rejected has been sent again. If you accept it now, it is exported to ${erp}.`,
  },
  reminder: {
    subject: (project: string, id: string) => `Reminder: ${project} waits for your decision (${id})`,
    lead: (hours: number) => `This project has waited for your decision for ${waited(hours)}.`,
    nth: (nth: number) => `This is reminder ${number(nth)}.`,
  },
  escalation: {
    subject: (project: string, id: string) => `Nobody has decided: ${project} (${id})`,
    lead: (erp: string) =>
      `Nobody has decided yet whether this project is exported to ${erp}. The company's policy names you as the person to be told.`,
    asked: 'Asked, and has not answered',
    next: 'If nobody decides in time, the request expires: nothing is exported, and the sender must send the project again.',
    you: 'You cannot decide through this mail. Please remind those who were asked.',
  },
  expired: {
    subject: (project: string, id: string) => `Expired: ${project} (${id})`,
    sender: (erp: string) => `Nobody decided in time, so your project was not exported to ${erp}.`,
    approver: (erp: string) => `Nobody decided in time, so this project was not exported to ${erp}.`,
    senderNext: 'You can send the project again at any time; its approvers get a new mail then.',
    approverNext: 'There is nothing to do. If the project is sent again, you get a new mail.',
    ended: 'To be decided by',
  },
  rejected: {
    subject: (project: string, id: string) => `Rejected: ${project} (${id})`,
    sender: 'Your project was rejected.',
    rejecter: 'You rejected this project. If that was not you, somebody else has your link: tell your administrator.',
    accepter: 'A project that you had accepted was rejected. Nothing is exported.',
    senderNext:
      'Correct the project as the reason says and send it again. The approvers then see what you have changed.',
    jobStays: (erp: string) => `The job in ${erp} stays as it was.`,
  },
  closed: {
    subject: (project: string, id: string) => `No decision needed any more: ${project} (${id})`,
    lead: 'A project that waited for your decision was rejected by another approver.',
    next: 'There is nothing to do. If the project is sent again, you get a new mail.',
  },
  synced: {
    subject: (project: string, id: string) => `Exported: ${project} (${id})`,
    create: (erp: string) => `The project was exported to ${erp} as a job.`,
    update: (erp: string) => `The job in ${erp} was changed.`,
  },
  failed: {
    subject: (project: string, id: string) => `Export failed: ${project} (${id})`,
    subjectAgain: (project: string, id: string) => `Export failed again: ${project} (${id})`,
    lead: (erp: string) => `The project was accepted, but ${erp} did not take it. Nothing was written.`,
    approverNext:
      'Follow the link to correct what the ERP names and try again, or to reject. Opening it decides nothing.',
    senderNext: 'An approver must act now: correct the fields and try again, or reject. You need not do anything.',
    link: 'Correct and try again',
    at: 'Failed',
  },
  unknown: {
    subject: (project: string, id: string) => `Do not enter by hand: ${project} (${id})`,
    lead: (erp: string) =>
      `The project was accepted, and ${erp} was asked to make the job, but it has not answered. Nobody knows yet whether it has the job.`,
    byHand: (erp: string) => `Please do not enter the job into ${erp} by hand: it could be there twice then.`,
    next: 'The job is looked for again and again, and you are told as soon as it is known. An administrator of this service has been told, too.',
    since: 'Unknown since',
  },
  guarded: {
    subjects: {
      approval: (id: string) => `Approval needed: request ${id}`,
      reminder: (id: string) => `Reminder: request ${id} waits for your decision`,
      escalation: (id: string) => `Nobody has decided: request ${id}`,
      expired: (id: string) => `Expired: request ${id}`,
      rejected: (id: string) => `Rejected: request ${id}`,
      closed: (id: string) => `No decision needed any more: request ${id}`,
      synced: (id: string) => `Exported: request ${id}`,
      failed: (id: string) => `Export failed: request ${id}`,
      unknown: (id: string) => `Do not enter by hand: request ${id}`,
    },
    leads: {
      approval: 'A project waits for your decision.',
      reminder: 'This project still waits for your decision.',
      escalation:
        "Nobody has decided on this request yet. The company's policy names you as the person to be told. Please remind its approvers.",
      expired: 'Nobody decided in time, so nothing was exported.',
      rejected: 'This request was rejected.',
      closed: 'A request that waited for your decision was rejected by another approver.',
      synced: 'This request was exported.',
      failed: 'This request was accepted, but the ERP did not take it. An approver must act now.',
      unknown:
        'The ERP was asked to make the job and has not answered. Do not enter it by hand: it is looked for, and you are told as soon as it is known.',
    },
    withoutLink: 'For projects of this kind a mail says no more. The ERP Integrations tool does.',
    afterSignIn: 'shown after you have signed in',
  },
  digest: {
    subject: (count: number, integration: string) =>
      `${counted(count, 'project waits', 'projects wait')} for your decision (${integration})`,
    title: (count: number) => `${counted(count, 'project waits', 'projects wait')} for your decision`,
    lead: 'The oldest come first. Each link leads to its own page.',
    waitingSince: 'Waiting since',
    look: (id: string) => `Look at request ${id}`,
    decideThere: 'You accept or reject on the pages that open. Opening them decides nothing.',
  },
};
