import type { FieldErrors } from '#domain/errors.ts';
import type { Decision } from '#domain/request.ts';
import { texts } from '#web/language.ts';
import { plainLines } from '#web/plain-text.ts';

/** Longest reason a person may give, in UTF-16 units. */
export const MAX_REASON = 2_000;

const FIELD = 'field_';

/** Name and id of the input for one of the ERP's extra fields. */
export const inputName = (key: string): string => FIELD + key;

/** What came with a POST of the approval page: api.md, "Approval pages". Only its shape is known. */
export interface DecisionForm {
  /** Null when neither was chosen. */
  readonly decision: Decision['kind'] | null;
  readonly check: string;
  readonly reason: string;
  /** The ERP's extra fields by key. */
  readonly fields: Readonly<Record<string, string>>;
  readonly snapshot_sha256: string;
  readonly nonce: string;
  /** How many attempts to export the page had told of; null where it asked for the first decision. */
  readonly attempt: number | null;
  /** The person asked whether the job number is free, which decides nothing. */
  readonly wantsJobIdCheck: boolean;
  /** Key of the field for which the person asked what the ERP has, which decides nothing; null when nobody did. */
  readonly wantsOptionsOf: string | null;
}

/** Reads a posted form; of a field sent twice the first counts. */
export const readDecisionForm = (body: URLSearchParams): DecisionForm => {
  const text = (name: string): string => body.get(name) ?? '';
  const decision = text('decision');
  const attempt = text('attempt');
  const keys = [...body.keys()].filter((name) => name.startsWith(FIELD)).map((name) => name.slice(FIELD.length));
  return {
    decision: decision === 'accept' || decision === 'reject' ? decision : null,
    check: text('check').replace(/\s/g, ''),
    reason: plainLines(text('reason')).trim(),
    fields: Object.fromEntries(keys.map((key) => [key, text(inputName(key))])),
    snapshot_sha256: text('snapshot_sha256'),
    nonce: text('nonce'),
    attempt: /^\d{1,9}$/.test(attempt) ? Number(attempt) : null,
    wantsJobIdCheck: body.has('check_job_id'),
    wantsOptionsOf: body.get('find_options'),
  };
};

/**
 * What keeps a form from being a decision, before the ERP's own fields are looked at; empty when nothing does. Whoever is signed in
 * needs no check code.
 */
export const formFaults = (
  { decision, check, reason, attempt }: DecisionForm,
  { isSignedIn }: { readonly isSignedIn: boolean },
): FieldErrors => {
  const { faults, accept, retry, reject } = texts.form;
  return {
    ...(decision === null && { decision: [faults.decision(attempt === null ? accept : retry, reject)] }),
    ...(!isSignedIn && !/^\d{4}$/.test(check) && { check: [faults.checkForm] }),
    ...(decision === 'reject' && reason === '' && { reason: [faults.reason] }),
    ...(decision === 'reject' && reason.length > MAX_REASON && { reason: [faults.reasonTooLong(MAX_REASON)] }),
  };
};
