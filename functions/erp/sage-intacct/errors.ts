import { ErpError } from '#erp/connector.ts';
import { childrenOf, elementAt, textAt, type XmlElement } from '#erp/sage-intacct/read-xml.ts';
import { singleLine } from '#erp/single-line.ts';

/** The part of an answer that failed. */
export type Level = 'control' | 'authentication' | 'result';

interface GatewayError {
  readonly number: string;
  readonly text: string;
  /** The PROJECT field at fault, where the gateway names one. */
  readonly field: string;
}

const textOf = (error: XmlElement): string => {
  const description = textAt(error, 'description2') || textAt(error, 'description');
  return [description, textAt(error, 'correction')].filter((text) => text !== '').join(' ');
};

const errorsIn = (failed: XmlElement | undefined): GatewayError[] =>
  childrenOf(elementAt(failed, 'errormessage'), 'error').map((error) => ({
    number: textAt(error, 'errorno'),
    text: textOf(error),
    field: elementAt(error, 'additionalinfo', 'target')?.attributes['field'] ?? '',
  }));

/** Which field to correct, by the name of Sage's field or by a word that Sage's text names it with. */
const FIELDS: readonly (readonly [intacctField: string, word: RegExp, field: string])[] = [
  ['CUSTOMERID', /\bcustomer/i, 'fields.customer'],
  ['LOCATIONID', /\blocation/i, 'fields.location'],
  ['BEGINDATE', /\bbegin ?date/i, 'project.start_date'],
  ['ENDDATE', /\bend ?date/i, 'project.completion_date'],
  ['PROJECTID', /\bproject ?id\b/i, 'fields.job_id'],
  ['NAME', /\bname\b/i, 'project.name'],
];

const fieldAtFault = (errors: readonly GatewayError[]): { field?: string } => {
  const named = FIELDS.find(([name]) => errors.some(({ field }) => field.toUpperCase() === name));
  const meant = named ?? FIELDS.find(([, word]) => errors.some(({ text }) => word.test(text)));
  return meant === undefined ? {} : { field: meant[2] };
};

/** Too many requests, and a passing fault of the gateway. Its other numbers, GW-0011 to GW-0042, are final. */
const PASSING: ReadonlySet<string> = new Set(['GW-0010', 'GW-0001']);

/** Told in our words: Sage's would repeat the sender or say nothing to approvers. */
const IN_OUR_WORDS: Readonly<Record<string, string>> = {
  XL03000003: 'Sage Intacct could not read the request.',
  PL04000055: 'The demonstration company at Sage Intacct has expired.',
};

/** Says only that everything was rolled back; what failed stands beside it. */
const ROLLED_BACK = 'XL03000009';

/** Messages go into the ledger and onto pages: enough to understand, no more. */
const LONGEST_MESSAGE = 500;

const withNumber = (message: string, number: string): string =>
  /^[\w-]{1,40}$/.test(number) ? `${message} (${number})` : message;

const refusal = (errors: readonly GatewayError[]): ErpError => {
  const [first] = errors;
  const known = first && Object.hasOwn(IN_OUR_WORDS, first.number) ? IN_OUR_WORDS[first.number] : undefined;
  const texts = [...new Set(errors.map(({ text }) => singleLine(text)))].filter((text) => text !== '');
  const message = known ?? (texts.join(' ') || 'Sage Intacct refused the call without saying why.');
  return new ErpError(
    'refused',
    withNumber(message.slice(0, LONGEST_MESSAGE), first?.number ?? ''),
    known === undefined ? fieldAtFault(errors) : {},
  );
};

/** True where the gateway has not accepted sender, user or session. */
export const isSignInRefusal = (level: Level, failed: XmlElement | undefined): boolean => {
  const numbers = errorsIn(failed).map(({ number }) => number);
  if (numbers.some((number) => PASSING.has(number) || Object.hasOwn(IN_OUR_WORDS, number))) return false;
  const isNumbered = numbers.some((number) => number === 'XL03000006' || number === 'XMLGW_JPP0002');
  return level === 'authentication' || (level === 'control' && isNumbered);
};

/** What a failed part of an answer means. Whatever the gateway says no to, it has not written. */
export const errorOf = (level: Level, failed: XmlElement | undefined, retryAfterSeconds: number | null): ErpError => {
  const all = errorsIn(failed);
  const rest = all.filter(({ number }) => number !== ROLLED_BACK);
  const errors = rest.length > 0 ? rest : all;
  const number = errors[0]?.number ?? '';
  if (errors.some((error) => PASSING.has(error.number)))
    return new ErpError('temporary', withNumber('Sage Intacct is busy.', number), { retryAfterSeconds });
  if (!isSignInRefusal(level, failed)) return refusal(errors);
  const message = 'Sage Intacct does not accept the sender, the company or the user.';
  return new ErpError('unauthorized', withNumber(message, number));
};
