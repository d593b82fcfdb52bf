import { ErpError } from '#erp/connector.ts';
import { errorOfStatus, withoutAnswer, type ErpAnswer } from '#erp/http.ts';
import { errorReply, type ErrorDetail } from '#erp/netsuite/replies.ts';
import { singleLine } from '#erp/single-line.ts';

/** Messages go into the ledger and onto pages: enough to understand, no more. */
const LONGEST_MESSAGE = 500;

/** Which field to correct, by NetSuite's name of it, in lower case: its messages write names so. */
const FIELDS: Readonly<Record<string, string>> = {
  companyname: 'project.name',
  entityid: 'fields.job_id',
  startdate: 'project.start_date',
  projectedenddate: 'project.completion_date',
  estimatedrevenue: 'project.total_value',
  parent: 'fields.customer',
};

/** By shape, whatever the content type says: the answers of proxies have none of it. */
const detailsIn = (text: string): readonly ErrorDetail[] => {
  try {
    return errorReply.parse(JSON.parse(text))['o:errorDetails'];
  } catch {
    return [];
  }
};

/** True when NetSuite itself says that it has no such record: another 404 is a wrong address. */
export const saysNonexistent = ({ status, text }: Pick<ErpAnswer, 'status' | 'text'>): boolean =>
  status === 404 && detailsIn(text).some((detail) => detail['o:errorCode'] === 'NONEXISTENT_ID');

const propertyAtFault = ({ detail, 'o:errorPath': path }: ErrorDetail): string =>
  /^[$.]*(\w+)/.exec(path ?? '')?.[1] ?? /for the following field: (\w+)/.exec(detail)?.[1] ?? '';

const fieldAtFault = (details: readonly ErrorDetail[]): string | undefined => {
  const named = details.map((detail) => propertyAtFault(detail).toLowerCase());
  const known = named.find((property) => Object.hasOwn(FIELDS, property));
  if (known !== undefined) return FIELDS[known];
  // It names no property when a name is taken, as users report; of all that is written, only the number must be unique.
  return details.some(({ detail }) => /entity already exists/i.test(detail)) ? 'fields.job_id' : undefined;
};

/** Without the words that every message begins with. */
const inWords = (details: readonly ErrorDetail[]): string =>
  singleLine(details.map(({ detail }) => detail.replace(/^Error while accessing (a )?resource[.:] */, '')).join(' '))
    .slice(0, LONGEST_MESSAGE)
    .toWellFormed();

/** An answer other than success, in our words. Whatever NetSuite refuses with a 4xx, it has not written. */
export const errorOf = (
  answer: Pick<ErpAnswer, 'status' | 'retryAfterSeconds' | 'text'>,
  writes: boolean,
): ErpError => {
  const { status, retryAfterSeconds } = answer;
  const details = detailsIn(answer.text);
  const codes = details.map((detail) => detail['o:errorCode']);
  const words = inWords(details);
  if (status === 429 || codes.includes('CONCURRENCY_LIMIT_EXCEEDED')) {
    const message = 'NetSuite has too many requests at once: its limit counts all integrations of the account.';
    return new ErpError('temporary', message, { retryAfterSeconds });
  }
  if (status === 401) {
    const message = "NetSuite does not accept the integration's sign-in. Its Login Audit Trail says why.";
    return new ErpError('unauthorized', message);
  }
  // 503 is given before anything is worked on.
  if (details.length === 0 || status === 503) return errorOfStatus(answer, writes);
  if (status === 403 || codes.includes('INSUFFICIENT_PERMISSION')) {
    return new ErpError('unauthorized', `NetSuite does not allow the integration's role to do this: ${words}`);
  }
  if (status >= 400 && status < 500) {
    const field = fieldAtFault(details);
    return new ErpError('refused', `NetSuite refused: ${words}`, { ...(field !== undefined && { field }) });
  }
  // The words hold the error id that Oracle's support asks for.
  return new ErpError(withoutAnswer(writes), `NetSuite failed: ${words}`);
};
