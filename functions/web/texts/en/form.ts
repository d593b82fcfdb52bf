import type { FieldFault } from '#domain/accept-fields.ts';
import { number } from '#web/texts/en/counted.ts';

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
