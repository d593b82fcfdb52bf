import { ErpError } from '#erp/connector.ts';
import { singleLine } from '#erp/single-line.ts';
import { hurtDomain, userError, userWarning } from '#erp/tryton/replies.ts';

/** An answer's `error`: the kind of exception, then its details. */
type TrytonError = readonly [string, ...unknown[]];

/** Messages go into the ledger and onto pages: enough to understand, no more. */
const LONGEST_MESSAGE = 500;

const legible = (text: string): string => singleLine(text).slice(0, LONGEST_MESSAGE);

/** Which field to correct, by the record's field whose domain was hurt. */
const FIELDS: readonly (readonly [trytonField: string, field: string])[] = [
  ['name', 'project.name'],
  ['code', 'fields.job_id'],
];

const fieldAtFault = (details: unknown): { field?: string } => {
  const hurt = hurtDomain.safeParse(details);
  if (!hurt.success) return {};
  const [, definitions] = hurt.data;
  const field = FIELDS.find(([trytonField]) => Object.hasOwn(definitions, trytonField))?.[1];
  return field === undefined ? {} : { field };
};

const refusal = (details: unknown[]): ErpError => {
  const parsed = userError.safeParse(details);
  if (!parsed.success) return new ErpError('refused', 'Tryton refused the call without saying why.');
  const [message, , domain] = parsed.data[0];
  return new ErpError('refused', legible(message), fieldAtFault(domain));
};

/**
 * Tryton's exceptions in our words. All of them roll the call's transaction back, so nothing was written. What is not
 * listed is a bug in this connector or a broken installation (an unknown field comes as a bare `'nosuch'`): never repeated.
 */
export const errorOf = ([kind, ...details]: TrytonError): ErpError => {
  switch (kind) {
    case 'UserError':
      return refusal(details);
    case 'UserWarning': {
      const parsed = userWarning.safeParse(details);
      const question = parsed.success ? legible(parsed.data[0][1]) : 'it does not say what';
      return new ErpError('refused', `Tryton wants a person to confirm this: ${question}`);
    }
    case 'ConcurrencyException':
      return new ErpError('temporary', 'Someone changed the record in Tryton at the same moment.');
    case 'LoginException':
      return new ErpError('unauthorized', 'Tryton asks for more than a password to sign this user in.');
    default:
      return new ErpError('refused', `Tryton could not work on the call: ${legible(kind)}`);
  }
};
