import type * as z from 'zod/mini';
import { ErpError } from '#erp/connector.ts';
import { errorOfStatus, type ErpAnswer } from '#erp/http.ts';
import { singleLine } from '#erp/single-line.ts';
import { accountingError, projectsError } from '#erp/xero/replies.ts';

/** Messages go into the ledger and onto pages: enough to understand, no more. */
const LONGEST_MESSAGE = 500;

/** A day's calls are used up: without a word of Xero's, it is asked again within the hour. */
const DAY_LIMIT_RETRY_SECONDS = 3_600;

const legible = (text: string): string => singleLine(text).slice(0, LONGEST_MESSAGE).toWellFormed();

/** Which field to correct, by Xero's name for it. */
const FIELDS: ReadonlyMap<string | undefined, string> = new Map([
  ['name', 'project.name'],
  ['contactid', 'fields.customer'],
  ['deadlineutc', 'project.completion_date'],
  ['estimateamount', 'project.total_value'],
]);

const read = <T>(schema: z.ZodMiniType<T>, text: string): T | undefined => {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

/** The Projects API names the fields, some of them as `project.Name`. */
const projectRefusal = ({ message, modelState }: z.infer<typeof projectsError>): ErpError => {
  const reasons = Object.values(modelState).flat();
  const fields = Object.keys(modelState).map((path) => FIELDS.get(path.split('.').at(-1)?.toLowerCase()));
  const field = fields.find((known) => known !== undefined);
  const said = reasons.length > 0 ? reasons.join(' ') : (message ?? '');
  return new ErpError('refused', legible(`Xero refused the project: ${said}`), field === undefined ? {} : { field });
};

/** The Accounting API names no field; a tracking option is written nothing but its name. */
const optionRefusal = ({ Elements }: z.infer<typeof accountingError>): ErpError => {
  const said = Elements.flatMap(({ ValidationErrors }) => ValidationErrors.map(({ Message }) => Message)).join(' ');
  const field = /\bname\b/i.test(said) ? { field: 'project.name' } : {};
  return new ErpError('refused', legible(`Xero refused the tracking option: ${said}`), field);
};

/** https://developer.xero.com/documentation/guides/oauth2/limits/: `minute`, `day`, `appminute` or `concurrent`. */
const limitReached = ({ headers, retryAfterSeconds }: ErpAnswer): ErpError => {
  const limit = legible(headers.get('x-rate-limit-problem') ?? '').toLowerCase();
  const named = /^[a-z ]{1,30}$/.test(limit) ? ` (limit: ${limit})` : '';
  const seconds = retryAfterSeconds ?? (limit.startsWith('day') ? DAY_LIMIT_RETRY_SECONDS : null);
  return new ErpError('temporary', `Xero takes no more calls for now${named}.`, { retryAfterSeconds: seconds });
};

/** The validation errors of an Accounting answer, which Xero gives with status 200 too; undefined where there are none. */
export const refusalIn = (text: string): ErpError | undefined => {
  const refused = read(accountingError, text);
  return refused && optionRefusal(refused);
};

/** The error that an answer other than success stands for. */
export const errorOf = (answer: ErpAnswer, writes: boolean): ErpError => {
  switch (answer.status) {
    case 400: {
      const refused = read(projectsError, answer.text);
      return refused ? projectRefusal(refused) : (refusalIn(answer.text) ?? errorOfStatus(answer, writes));
    }
    case 401:
      return new ErpError('unauthorized', 'Xero does not accept the sign-in. An administrator must connect it again.');
    case 403:
      return new ErpError(
        'unauthorized',
        'Xero does not let this connection in: the organisation is not connected, or a scope is missing.',
      );
    case 429:
      return limitReached(answer);
    default:
      return errorOfStatus(answer, writes);
  }
};
