import type { ProjectValues } from '#erp/business-central/mapping.ts';
import { failure } from '#erp/business-central/replies.ts';
import { ErpError } from '#erp/connector.ts';
import { errorOfStatus, withoutAnswer, type ErpAnswer } from '#erp/http.ts';
import { singleLine } from '#erp/single-line.ts';

/** Messages go into the ledger and onto pages: enough to understand, no more. */
const LONGEST_MESSAGE = 400;

/** What is asked of Business Central; `sent` where a project is written. */
export interface Asked {
  readonly writes: boolean;
  readonly sent?: Partial<ProjectValues>;
}

interface Failure {
  readonly code: string;
  readonly message: string;
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const failureIn = ({ text }: Pick<ErpAnswer, 'text'>): Failure | null =>
  failure.safeParse(jsonOf(text)).data?.error ?? null;

/** What Business Central says, cut to what people read; Microsoft's support asks for the correlation id. */
const legible = (message: string): string => {
  const [tail = '', id] = /CorrelationId:\s*([0-9a-f-]{36})\.?\s*$/i.exec(message) ?? [];
  const said = message.slice(0, message.length - tail.length);
  const text = singleLine(said).slice(0, LONGEST_MESSAGE).toWellFormed();
  return id === undefined ? text : `${text} (CorrelationId ${id})`;
};

/** The field whose value a message holds: messages follow the user's language, values do not. */
const fieldOfValueIn = (message: string, { displayName, number }: Partial<ProjectValues> = {}): { field?: string } => {
  if (displayName !== undefined && message.includes(displayName)) return { field: 'project.name' };
  if (number !== undefined && message.includes(number)) return { field: 'fields.job_id' };
  return {};
};

/** A project has one relation that we write: its customer. */
const fieldOfRelation = ({ billToCustomerNo }: Partial<ProjectValues> = {}): { field?: string } =>
  billToCustomerNo === undefined ? {} : { field: 'fields.customer' };

/** These are refusals for now, whatever their text says. */
const NOT_NOW: ReadonlySet<number> = new Set([423, 425, 429]);

const REGISTER_APP =
  'Business Central does not accept the app. An administrator must check its secret at Microsoft Entra and its entry on the page "Microsoft Entra applications".';

/** What the codes mean that tell more than the status does. AL errors roll back, so nothing was written. */
const errorOfCode = (
  { code, message }: Failure,
  { retryAfterSeconds }: ErpAnswer,
  { sent }: Asked,
): ErpError | null => {
  const said = legible(message);
  switch (code) {
    case 'Internal_TenantUnavailable':
      return new ErpError('temporary', 'Business Central is not available now.', { retryAfterSeconds });
    case 'Request_EntityChanged':
      return new ErpError('temporary', 'Somebody changed the project in Business Central at the same moment.');
    case 'Internal_EntityWithSameKeyExists':
      return new ErpError('refused', said);
    case 'Internal_InvalidTableRelation':
      return new ErpError('refused', said, fieldOfRelation(sent));
    case 'Application_StringExceededLength':
      return new ErpError('refused', said, fieldOfValueIn(message, sent));
    case 'BadRequest_ResourceNotFound':
      return new ErpError('refused', `Business Central has no such page: ${said}`);
    default:
      return code.startsWith('Application_') ? new ErpError('refused', said) : null;
  }
};

/** What a status means where the code does not tell; null where it means the same everywhere. */
const errorOfOwnStatus = (
  { status, retryAfterSeconds }: ErpAnswer,
  said: string | null,
  { writes }: Asked,
): ErpError | null => {
  const because = said === null ? '.' : `: ${said}`;
  switch (status) {
    case 403:
      return new ErpError('unauthorized', `The app lacks a permission in Business Central${because}`);
    case 408:
      // The server gave up after eight minutes of work, not before it began.
      return new ErpError(withoutAnswer(writes), 'Business Central took too long.');
    case 412:
      return new ErpError('temporary', 'Somebody changed the project in Business Central at the same moment.');
    case 502:
      return new ErpError(withoutAnswer(writes), 'Business Central is not available now.', { retryAfterSeconds });
    default: {
      const isRefusal = said !== null && status >= 400 && status < 500 && !NOT_NOW.has(status);
      return isRefusal ? new ErpError('refused', `Business Central refused the call${because}`) : null;
    }
  }
};

/**
 * Business Central's failures in our words, by code before status: codes are the same in every language
 * (dev-itpro/webservices/dynamics-error-codes.md).
 */
export const errorOf = (answer: ErpAnswer, asked: Asked): ErpError => {
  if (answer.status === 401) return new ErpError('unauthorized', REGISTER_APP);
  const failure = failureIn(answer);
  return (
    (failure && errorOfCode(failure, answer, asked)) ??
    errorOfOwnStatus(answer, failure && legible(failure.message), asked) ??
    errorOfStatus(answer, asked.writes)
  );
};

/** True when a project, or something else, has the key that was to be written. */
export const isTaken = (answer: ErpAnswer): boolean => failureIn(answer)?.code === 'Internal_EntityWithSameKeyExists';

/** True when the project is not what it was when it was read. */
export const hasChanged = (answer: ErpAnswer): boolean =>
  answer.status === 412 || failureIn(answer)?.code === 'Request_EntityChanged';
