import type * as z from 'zod/mini';
import type { CallSite } from '#erp/acumatica/access.ts';
import { errorOf } from '#erp/acumatica/errors.ts';
import { landingPage, project, projects, type Project } from '#erp/acumatica/replies.ts';
import type { AcumaticaSettings } from '#erp/acumatica/schemas.ts';
import { ErpError } from '#erp/connector.ts';
import { parseAnswer } from '#erp/http.ts';

const PRECONDITION_FAILED = 412;

/** OData's options, without their `$`. */
interface Query {
  readonly filter?: string;
  readonly top: number;
  readonly expand?: string;
  readonly select?: string;
}

/** A web service endpoint of a site, in one API session. All methods throw only {@link ErpError}. */
export interface Endpoint {
  /** `entity`: such as `Project`. */
  list<T>(entity: string, query: Query, schema: z.ZodMiniType<T>): Promise<T>;
  /** Writes a project; null where the condition does not hold. `new`: there must be none yet. `existing`: there must be one. */
  put(body: unknown, condition: 'new' | 'existing'): Promise<Project | null>;
  /** @throws {ErpError} `refused` where the site does not offer the endpoint, or the user may not see projects. */
  check(): Promise<void>;
}

/** A text in a filter: a quote is doubled. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** As Acumatica's own examples have it: names as they are, values encoded. */
const inUrl = (query: Query): string =>
  Object.entries(query)
    .map(([name, value]: [string, string | number]) => `$${name}=${encodeURIComponent(value)}`)
    .join('&');

const CONDITIONS = { new: { 'If-None-Match': '*' }, existing: { 'If-Match': '*' } } as const;

/** The endpoint of the settings. */
export const endpointAt = (call: CallSite, { endpoint, version }: AcumaticaSettings): Endpoint => {
  const base = `entity/${endpoint}/${version}`;

  const read = async <T>(path: string, schema: z.ZodMiniType<T>): Promise<T> => {
    const answer = await call({ method: 'GET', path });
    if (answer.status !== 200) throw errorOf(answer, false);
    return parseAnswer(schema, answer.text, false);
  };

  const list: Endpoint['list'] = (entity, query, schema) => read(`${base}/${entity}?${inUrl(query)}`, schema);

  return {
    list,
    put: async (body, condition) => {
      const answer = await call({ method: 'PUT', path: `${base}/Project`, headers: CONDITIONS[condition], body });
      if (answer.status === PRECONDITION_FAILED) return null;
      if (answer.status !== 200) throw errorOf(answer, true);
      return parseAnswer(project, answer.text, true);
    },
    check: async () => {
      const { endpoints } = await read('entity', landingPage);
      const offered = endpoints.filter(({ name }) => name === endpoint).map((one) => one.version);
      if (!offered.includes(version)) {
        const instead = offered.length > 0 ? `of ${endpoint} it has ${offered.join(', ')}` : `it has no ${endpoint}`;
        throw new ErpError('refused', `Acumatica does not offer the endpoint ${endpoint}/${version}: ${instead}.`);
      }
      await list('Project', { top: 1, select: 'ProjectID' }, projects);
    },
  };
};
