import * as z from 'zod/mini';
import { exception } from '#erp/acumatica/replies.ts';
import { ErpError } from '#erp/connector.ts';
import { errorOfStatus, withoutAnswer, type ErpAnswer } from '#erp/http.ts';
import { singleLine } from '#erp/single-line.ts';

/** Messages go into the ledger and onto pages: enough to understand, no more. */
const LONGEST_MESSAGE = 500;

const legible = (text: string): string => singleLine(text).slice(0, LONGEST_MESSAGE);

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Which field to correct, by the path of Acumatica's. */
const FIELDS: Readonly<Record<string, string>> = {
  ProjectID: 'fields.job_id',
  ProjectTemplateID: 'fields.template',
  Customer: 'fields.customer',
  Description: 'project.name',
  'ProjectProperties.StartDate': 'project.start_date',
  'ProjectProperties.EndDate': 'project.completion_date',
  'ProjectAddress.AddressLine1': 'project.address',
  'ProjectAddress.City': 'project.city',
  'ProjectAddress.State': 'project.state_code',
  'ProjectAddress.PostalCode': 'project.zip',
  'ProjectAddress.Country': 'project.country_code',
  'ProjectAddress.Latitude': 'project.latitude',
  'ProjectAddress.Longitude': 'project.longitude',
};

/** Entities hold fields, linked entities and rows of details, which hold fields. */
const DEEPEST = 6;

interface Fault {
  /** Such as `ProjectAddress.State`; '' for the entity as a whole. */
  readonly path: string;
  readonly text: string;
}

const branches = z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]);

/** Every `error` in an entity that came back, whatever field or row it stands in. */
const faultsIn = (entity: unknown, path: readonly string[] = []): Fault[] => {
  const parsed = branches.safeParse(entity);
  if (!parsed.success || path.length > DEEPEST) return [];
  return Object.entries(parsed.data).flatMap(([name, value]) =>
    name === 'error' && typeof value === 'string' && value.trim() !== ''
      ? [{ path: path.join('.'), text: value }]
      : faultsIn(value, [...path, name]),
  );
};

const inWords = ({ path, text }: Fault): string => (path === '' ? text : `${path}: ${text}`);

/** The faults of fields come first: what is said of the whole only says that there are some. */
const refusalIn = (text: string): ErpError => {
  const faults = faultsIn(jsonOf(text));
  const inFields = faults.filter(({ path }) => path !== '');
  if (faults.length === 0) return new ErpError('refused', 'Acumatica refused the project without saying why.');
  const said = (inFields.length > 0 ? inFields : faults).map(inWords).join(' ');
  const field = inFields.map(({ path }) => FIELDS[path]).find((known) => known !== undefined);
  return new ErpError('refused', legible(`Acumatica refused the project. ${said}`), {
    ...(field !== undefined && { field }),
  });
};

const exceptionIn = (text: string): string | null => {
  const parsed = exception.safeParse(jsonOf(text));
  const said = parsed.success ? (parsed.data.exceptionMessage ?? parsed.data.message ?? '') : '';
  return said === '' ? null : legible(said);
};

/** Every API session that the licence allows is in use. It is said in the text, under more than one status. */
const isFull = ({ text }: ErpAnswer): boolean => text.includes('API Login Limit');

/**
 * What an answer other than success stands for. A 500 with an exception is often a business rule, but which exceptions leave
 * nothing written is documented nowhere: after a write it is unknown until the project has been looked for.
 */
export const errorOf = (answer: ErpAnswer, writes: boolean): ErpError => {
  const { status, text, retryAfterSeconds } = answer;
  if (isFull(answer)) {
    const message = 'Acumatica has as many API sessions open as its licence allows.';
    return new ErpError('temporary', message, { retryAfterSeconds });
  }
  if (status === 403) return new ErpError('refused', 'The Acumatica user has no right to do this (status 403).');
  if (status === 404) {
    return new ErpError('refused', 'Acumatica has no such endpoint: check site, endpoint and version in the settings.');
  }
  if (status === 422) return refusalIn(text);
  const said = exceptionIn(text);
  if (said !== null && status === 400) return new ErpError('refused', `Acumatica refused the call. ${said}`);
  if (said !== null && status === 500) return new ErpError(withoutAnswer(writes), `Acumatica failed. ${said}`);
  return errorOfStatus(answer, writes);
};

/** Why a sign-in with a user alone was refused. */
export const signInErrorOf = (answer: ErpAnswer): ErpError =>
  answer.text.includes('Invalid credentials')
    ? new ErpError('unauthorized', 'Acumatica does not accept the user or the password.')
    : errorOf(answer, false);
