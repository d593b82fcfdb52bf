import type * as z from 'zod/mini';
import { ErpError } from '#erp/connector.ts';
import { jsonBody, parseAnswer, type ErpAnswer } from '#erp/http.ts';
import { originOf } from '#erp/netsuite/account.ts';
import { authorized, type NetSuiteContext } from '#erp/netsuite/authorized.ts';
import { errorOf, saysNonexistent } from '#erp/netsuite/errors.ts';
import { recordMetadata, rowsOf } from '#erp/netsuite/replies.ts';

/**
 * How long one call may take. NetSuite answers within seconds, but lets a request run for 15 minutes. An attempt's four calls
 * and its sign-in must fit into the export function's two minutes; a write that takes longer is looked up by the next attempt.
 */
const TIMEOUT_MS = 20_000;

/** By default a misspelt property is dropped in silence. */
const STRICT = { 'X-NetSuite-PropertyNameValidation': 'Error', 'X-NetSuite-PropertyValueValidation': 'Error' } as const;

/** The account's REST services. Every method throws only `ErpError`. */
export interface Rest {
  /** The record at a path such as `job/eid:x`; null when there is none. */
  read<T>(path: string, reply: z.ZodMiniType<T>): Promise<T | null>;
  /** `PUT` makes the record of an external id or changes it, `PATCH` changes one that exists. */
  write(method: 'PUT' | 'PATCH', path: string, values: object): Promise<void>;
  /** Up to `limit` rows of a SuiteQL query; each `?` in it stands for one of the parameters. */
  query<Row>(query: string, parameters: readonly string[], limit: number, row: z.ZodMiniType<Row>): Promise<Row[]>;
  /** Names of the properties that a kind of record has in this account, in lower case: NetSuite does not tell cases apart. */
  propertiesOf(kind: string): Promise<ReadonlySet<string>>;
}

export const openRest = (context: NetSuiteContext): Rest => {
  const call = authorized(context);
  const origin = originOf(context.settings);
  const records = `${origin}/services/rest/record/v1`;

  const get = (url: string, accept: string): Promise<ErpAnswer> =>
    call({ method: 'GET', url, headers: { Accept: accept }, writes: false, timeoutMs: TIMEOUT_MS });

  return {
    read: async (path, reply) => {
      const answer = await get(`${records}/${path}`, 'application/json');
      if (saysNonexistent(answer)) return null;
      if (answer.status !== 200) throw errorOf(answer, false);
      return parseAnswer(reply, answer.text, false);
    },
    write: async (method, path, values) => {
      const { headers, body } = jsonBody(values);
      const url = `${records}/${path}`;
      const answer = await call({
        method,
        url,
        headers: { ...headers, ...STRICT },
        body,
        writes: true,
        timeoutMs: TIMEOUT_MS,
      });
      if (answer.status === 204) return;
      if (answer.status >= 300) throw errorOf(answer, true);
      throw new ErpError('unknown_outcome', `NetSuite's answer to a write cannot be read (status ${answer.status}).`);
    },
    query: async (query, parameters, limit, row) => {
      const { headers, body } = jsonBody({ q: query, ...(parameters.length > 0 && { params: parameters }) });
      const url = `${origin}/services/rest/query/v1/suiteql?limit=${limit}`;
      // It is a POST, but changes nothing.
      const answer = await call({
        method: 'POST',
        url,
        headers: { ...headers, Prefer: 'transient' },
        body,
        writes: false,
        timeoutMs: TIMEOUT_MS,
      });
      if (answer.status !== 200) throw errorOf(answer, false);
      return parseAnswer(rowsOf(row), answer.text, false).items;
    },
    propertiesOf: async (kind) => {
      const answer = await get(`${records}/metadata-catalog/${kind}`, 'application/schema+json');
      if (answer.status !== 200) throw errorOf(answer, false);
      const { properties } = parseAnswer(recordMetadata, answer.text, false);
      return new Set(Object.keys(properties).map((name) => name.toLowerCase()));
    },
  };
};
