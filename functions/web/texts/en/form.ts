import type { FieldFault } from '#domain/accept-fields.ts';
import { counted, number } from '#web/texts/en/counted.ts';

const fieldFault = (fault: FieldFault): string => {
  switch (fault.code) {
    case 'required':
      return 'is required';
    case 'not_a_date':
      return 'must be a date such as 2026-11-23';
    case 'wrong_form':
      return 'is not in the form the ERP takes';
    case 'unknown_field':
      return 'is not a field of this ERP';
    case 'no_option':
      return 'is not among the values that the ERP has';
    case 'too_long':
      return `must be at most ${number(fault.max)} characters long`;
    case 'job_id_kept':
      return `must be “${fault.jobId}”: the job exists already and keeps its number`;
    case 'job_id_taken':
      return `is taken by the job “${fault.name}”`;
    case 'accepted_otherwise':
      return `must be “${fault.value}”, as “${fault.by}” has accepted it`;
  }
};

/** The form that decides. */
export const form = {
  legend: 'Your decision',
  accept: 'Accept',
  acceptHint: { create: 'The job is created in the ERP.', update: 'The job in the ERP is changed.' },
  retry: 'Try again',
  retryHint: 'The export is tried again, with the fields as they stand here.',
  reject: 'Reject',
  rejectHint: 'The project goes back to its sender with your reason.',
  reason: 'Reason',
  reasonHint: 'Needed if you reject. What must be corrected?',
  required: 'Needed if you accept.',
  requiredToRetry: 'Needed to try again.',
  optional: 'You may leave this empty.',
  keepsJobId: 'The job exists already and keeps its number.',
  fixed: 'Somebody has accepted with this already: it cannot be changed any more.',
  check: 'Check code',
  checkHint: 'Type the four digits shown beside the total value: proof that a person decides.',
  signedIn: 'You are signed in.',
  submit: 'Send my decision',
  jobId: {
    check: 'Check the number',
    free: 'This number is free.',
    taken: 'Taken by the job',
    unknown: 'The ERP could not be asked. The export will tell.',
  },
  options: {
    choose: 'Choose one',
    none: 'None',
    find: 'Find in the ERP',
    notAsked: 'Type a part of the name, and look for it in the ERP.',
    typeMore: 'The ERP has many of them. Choose one that it offers, or type a part of the name and look for it.',
    noMatch: 'The ERP has nothing that matches. Type another part of the name, and look again.',
    unknown: 'The ERP does not answer now. Type the value as the ERP knows it; the export will tell.',
    matches: (count: number) => counted(count, 'match', 'matches'),
  },
  faults: {
    title: 'There is a problem',
    prefix: 'Error:',
    decision: (accept: string, reject: string) => `Choose ${accept} or ${reject}`,
    checkForm: 'Type the four digits of the check code, shown beside the total value',
    checkWrong: 'The check code was not right, or the page was open for too long. Type the new code',
    openTooLong: 'The page was open for too long. Look at it as it is now, and send your decision again',
    reason: 'Write the reason for rejecting',
    reasonTooLong: (max: number) => `The reason must be at most ${number(max)} characters long`,
    ofField: (label: string, message: string) => `${label} ${message}`,
    fieldFault,
  },
};
