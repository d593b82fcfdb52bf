import { ErpError, type ErpErrorKind } from '#erp/connector.ts';
import { errorOfStatus, withoutAnswer, type ErpAnswer } from '#erp/http.ts';
import { fault } from '#erp/quickbooks-online/replies.ts';
import { singleLine } from '#erp/single-line.ts';

/** Codes that the session acts on; all others only decide on the kind. */
export const DUPLICATE_NAME = '6240';
export const STALE_OBJECT = '5010';
export const OBJECT_NOT_FOUND = '610';

const THROTTLED: ReadonlySet<string> = new Set(['3001', '003001']);
const NOT_SIGNED_IN: ReadonlySet<string> = new Set(['3200', '003200']);
const NOT_ALLOWED: ReadonlySet<string> = new Set(['120', '3100', '003100']);

/** Intuit counts calls by the minute (Limits and throttles). */
const THROTTLED_FOR_SECONDS = 60;

/** Messages go into the ledger and onto pages: enough to understand, no more. */
const LONGEST_MESSAGE = 500;

/** A fault with the code that Intuit gives it; null where it gives none. */
export class QuickBooksError extends ErpError {
  readonly code: string | null;

  constructor(code: string | null, ...rest: ConstructorParameters<typeof ErpError>) {
    super(...rest);
    this.code = code;
  }
}

/** The first of an answer's errors: QuickBooks stops at it. */
interface Fault {
  readonly type: string;
  readonly code: string;
  readonly element: string;
  readonly words: string;
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const firstOf = (...texts: readonly (string | null | undefined)[]): string =>
  texts.find((text) => text != null && text !== '') ?? '';

/** The fault in an answer of whatever status, if there is one. */
const faultIn = (text: string): Fault | null => {
  const parsed = fault.safeParse(jsonOf(text));
  if (!parsed.success) return null;
  if ('Fault' in parsed.data) {
    const { type, Error: errors } = parsed.data.Fault;
    const [{ Message, Detail, code, element }] = errors;
    return { type: type ?? '', code: code ?? '', element: element ?? '', words: firstOf(Detail, Message) };
  }
  const { type, error: errors } = parsed.data.fault;
  const [{ message, detail, code, element }] = errors;
  return { type: type ?? '', code: code ?? '', element: element ?? '', words: firstOf(detail, message) };
};

/** Which field to correct, by the element that a fault names. */
const FIELDS: Readonly<Record<string, string>> = {
  DisplayName: 'project.name',
  PrintOnCheckName: 'project.name',
  ParentRef: 'fields.customer',
  Job: 'fields.customer',
  Line1: 'project.address',
  City: 'project.city',
  CountrySubDivisionCode: 'project.state_code',
  PostalCode: 'project.zip',
  Country: 'project.country_code',
};

/** `element` is a name or a path, such as `ShipAddr.City`. */
const fieldAtFault = (element: string): { field?: string } => {
  const name = element.split('.').at(-1) ?? '';
  const field = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
  return field === undefined ? {} : { field };
};

const legible = ({ words, code }: Fault): string => {
  const said = singleLine(words).slice(0, LONGEST_MESSAGE);
  return said === '' ? `QuickBooks refused the call (code ${singleLine(code).slice(0, 20)}).` : said;
};

const kindOf = ({ status }: Pick<ErpAnswer, 'status'>, { type, code }: Fault, writes: boolean): ErpErrorKind => {
  if (code === STALE_OBJECT) return 'temporary';
  // Before the rights: an outage behind the gateway comes as a refusal of rights with status 500.
  if (status >= 500 || type === 'SystemFault') return withoutAnswer(writes);
  if (status === 401 || type === 'AuthenticationFault' || NOT_SIGNED_IN.has(code)) return 'unauthorized';
  if (status === 403 || type === 'AuthorizationFault' || NOT_ALLOWED.has(code)) return 'unauthorized';
  return 'refused';
};

const MESSAGES: Readonly<Partial<Record<ErpErrorKind, string>>> = {
  unauthorized:
    'QuickBooks does not accept the connection, or the person who made it may not do this. An administrator must connect it again.',
  unknown_outcome: 'QuickBooks failed while it worked on the call.',
};

/** Null for an answer that is none: success is status 200 and no fault, as faults come with that status too. */
export const errorOf = (answer: ErpAnswer, writes: boolean): ErpError | null => {
  const { status, retryAfterSeconds } = answer;
  const found = faultIn(answer.text);
  if (status === 429 || (found !== null && THROTTLED.has(found.code))) {
    return new ErpError('temporary', 'QuickBooks gets too many calls.', {
      retryAfterSeconds: retryAfterSeconds ?? THROTTLED_FOR_SECONDS,
    });
  }
  if (found === null) {
    if (status === 401 || status === 403) return new ErpError('unauthorized', MESSAGES.unauthorized ?? '');
    return status === 200 ? null : errorOfStatus(answer, writes);
  }
  // A gateway says 503 before it passes a call on, whatever it writes beside it.
  if (status === 503) return errorOfStatus(answer, writes);
  const kind = kindOf(answer, found, writes);
  return new QuickBooksError(found.code, kind, MESSAGES[kind] ?? legible(found), fieldAtFault(found.element));
};
