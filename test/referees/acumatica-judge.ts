import * as z from 'zod';
import type { Entity, Model } from './acumatica-model.ts';

/** A request as it went over the wire. */
export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What `value` may be, by the type of the client's member. */
const VALUES: Readonly<Record<string, z.ZodType>> = {
  StringValue: z.string(),
  BooleanValue: z.boolean(),
  DecimalValue: z.number(),
  // The published requests have both forms: Project's NextBillingDate and JournalTransaction's TransactionDate.
  DateTimeValue: z.union([z.iso.date(), z.iso.datetime({ local: true })]),
};

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const memberFaults = (model: Model, path: string, { type, max }: Entity[string], given: unknown): string[] => {
  const schema = VALUES[type];
  if (schema === undefined) return entityFaults(model, type, given, `${path}.`);
  const wrapped = z.strictObject({ value: schema }).safeParse(given);
  if (!wrapped.success) return [`${path} is no ${type}`];
  const { value } = wrapped.data;
  const isTooLong = typeof value === 'string' && max !== undefined && value.length > max;
  return isTooLong ? [`${path} is longer than ${max}`] : [];
};

const entityFaults = (model: Model, name: string, given: unknown, path = ''): string[] => {
  const parsed = z.record(z.string(), z.unknown()).safeParse(given);
  if (!parsed.success) return [`${path || name} is no entity`];
  return Object.entries(parsed.data).flatMap(([key, value]) => {
    if (key === 'id' && path === '') return GUID.test(String(value)) ? [] : ['id is no GUID'];
    const member = model[name]?.[key];
    return member === undefined ? [`${path}${key} is unknown`] : memberFaults(model, `${path}${key}`, member, value);
  });
};

const putFaults = (model: Model, { headers, body, url }: Sent): string[] => {
  const conditions = ['if-none-match', 'if-match'].filter((name) => headers[name] === '*');
  const isInsert = conditions.includes('if-none-match');
  const hasId = z.looseObject({ id: z.string() }).safeParse(body).success;
  return [
    ...(conditions.length === 1 ? [] : ['neither insert nor update']),
    ...(isInsert && hasId ? ['an insert has no id'] : []),
    ...(headers['content-type'] === 'application/json' ? [] : ['the body is not declared as JSON']),
    ...(new URL(url).search === '' ? [] : ['a PUT of ours has no query']),
    ...entityFaults(model, 'Project', body),
  ];
};

const OPTIONS: ReadonlySet<string> = new Set(['$filter', '$top', '$expand', '$select']);

/** Names outside the quoted texts of a filter. */
const namesIn = (filter: string): string[] => filter.replaceAll(/'(?:[^']|'')*'/g, '').match(/[A-Za-z]\w*/g) ?? [];

const OPERATORS: ReadonlySet<string> = new Set(['eq', 'and', 'or', 'substringof']);

const getFaults = (entity: Entity, { url, body }: Sent): string[] => {
  const parameters = new URL(url).searchParams;
  const listed = ['$select', '$expand'].flatMap((option) => parameters.get(option)?.split(',') ?? []);
  const filtered = namesIn(parameters.get('$filter') ?? '').filter((name) => !OPERATORS.has(name));
  return [
    ...(body === undefined ? [] : ['a GET has no body']),
    ...[...parameters.keys()].filter((name) => !OPTIONS.has(name)).map((name) => `${name} is no option`),
    ...[...listed, ...filtered].filter((name) => entity[name] === undefined).map((name) => `${name} is unknown`),
    ...((parameters.get('$filter')?.split("'").length ?? 1) % 2 === 1 ? [] : ['a quote is open']),
  ];
};

/** What Acumatica's client would not have sent so; empty for a request that it could have made. */
export const faultsOf = (model: Model, sent: Sent): string[] => {
  const [, name = ''] = /\/entity\/\w+\/[\d.]+\/(\w+)$/.exec(new URL(sent.url).pathname) ?? [];
  const entity = model[name];
  if (entity === undefined) return ['no such entity'];
  if (sent.headers['accept'] !== 'application/json') return ['no JSON is asked for'];
  if (sent.method === 'GET') return getFaults(entity, sent);
  return sent.method === 'PUT' && name === 'Project' ? putFaults(model, sent) : ['no such method'];
};
