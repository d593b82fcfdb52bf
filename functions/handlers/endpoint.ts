import * as z from 'zod/mini';
import type { Caller } from '#domain/caller.ts';
import type { MatrixRow } from '#domain/capability-matrix.ts';
import { DomainError, notFound } from '#domain/errors.ts';
import { fieldErrors } from '#domain/field-errors.ts';
import { requireFitJson } from '#domain/json-body.ts';
import { parseRequestId } from '#domain/request.ts';
import { requireCompany } from '#domain/rights.ts';
import { jsonBody, MAX_DECISION_BYTES, MAX_PROJECT_BYTES } from '#middleware/body.ts';
import { callerFrom } from '#middleware/caller.ts';
import type { HttpAnswer, HttpRequest } from '#middleware/http-event.ts';
import { addToLog } from '#middleware/log-scope.ts';
import { API_HEADERS } from '#middleware/problem.ts';
import type { OptionDeps } from '#use-cases/erp-options.ts';
import type { LookUpDeps } from '#use-cases/look-up-job.ts';
import type { OpeningDeps, ServiceDeps } from '#use-cases/deps.ts';

/** What the endpoints call their use cases with. */
export type ApiDeps = ServiceDeps &
  OpeningDeps &
  LookUpDeps &
  OptionDeps & { readonly capabilityMatrix: () => Promise<MatrixRow[]> };

/** Ids in paths and queries: decimal, no sign, no leading zero. */
export const pathId = z.pipe(
  z.string().check(z.regex(/^[1-9]\d{0,14}$/, 'must be a positive whole number')),
  z.transform(Number),
);

interface Call<Params, Query, Body> {
  readonly caller: Caller;
  readonly companyId: number;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Present where the endpoint asks for it. */
  readonly idempotencyKey: string;
  readonly path: string;
}

/** An endpoint of the API: what it takes, what it answers, and the use case it calls. The OpenAPI document is made of these. */
interface Endpoint<
  Params extends z.ZodMiniObject,
  Query extends z.ZodMiniObject,
  Body extends z.ZodMiniType,
  Answer extends z.ZodMiniType,
> {
  readonly summary: string;
  readonly description: string;
  /** Path parameters besides `company_id`. */
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** What the document says of the body when the use case reads it itself, so that it can name the fields it ignores. */
  readonly documentedBody?: z.ZodMiniType;
  readonly needsIdempotencyKey?: true;
  readonly status: 200 | 202;
  readonly answer: Answer;
  /** Headers of the answer, by name, with what they hold. */
  readonly answerHeaders?: Readonly<Record<string, string>>;
  readonly run: (
    deps: ApiDeps,
    call: Call<z.output<Params>, z.output<Query>, z.output<Body>>,
  ) => Promise<{ body: z.input<Answer>; headers?: Readonly<Record<string, string>> }>;
}

/** An endpoint whose types are settled: the router calls it, the OpenAPI document describes it. */
export interface AnyEndpoint {
  readonly summary: string;
  readonly description: string;
  readonly params: z.ZodMiniObject;
  readonly query: z.ZodMiniObject;
  /** Null when the endpoint takes no body. */
  readonly documentedBody: z.ZodMiniType | null;
  readonly needsIdempotencyKey: boolean;
  readonly status: 200 | 202;
  readonly answer: z.ZodMiniType;
  readonly answerHeaders: Readonly<Record<string, string>>;
  readonly respond: (deps: ApiDeps, request: HttpRequest) => Promise<HttpAnswer>;
}

export const noBody = z.undefined();
export const noQuery = z.object({});

/** @throws {DomainError} `invalid_fields`, naming each. */
export const readOr422 = <Schema extends z.ZodMiniType>(schema: Schema, value: unknown): z.output<Schema> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new DomainError('invalid_fields', 'Some fields are missing or malformed.', {
    fields: fieldErrors(parsed.error),
  });
};

/** Every path begins with it; it must be the company in the token. */
export const companyPath = z.object({ company_id: pathId.check(z.describe('The company, as in the token')) });

/** Path parameters that are no ids name nothing that exists. */
const readOr404 = <Schema extends z.ZodMiniType>(schema: Schema, value: unknown): z.output<Schema> => {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw notFound();
  return parsed.data;
};

/** What the call's log lines are about, as far as the path says it in a form that can be an id: else it may say anything. */
const idsInPath = (
  { project_id, request_id = '' }: HttpRequest['params'],
  companyId: number,
): Readonly<Record<string, unknown>> => {
  const named = parseRequestId(request_id);
  const projectId = named?.projectId ?? pathId.safeParse(project_id).data;
  return { company_id: companyId, project_id: projectId, ...(named && { request_id }) };
};

/** IETF draft-ietf-httpapi-idempotency-key-header: missing is a 400. Bounded, because it is stored. */
const readIdempotencyKey = ({ headers }: HttpRequest): string => {
  const key = headers['idempotency-key']?.trim() ?? '';
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new DomainError(
      'missing_idempotency_key',
      'The header Idempotency-Key is required: 1 to 255 visible ASCII characters.',
    );
  }
  return key;
};

/** What came as the body. A use case that reads it itself judges it itself; any other body is small and judged here. */
const bodyOf = (
  { body, documentedBody }: { body: z.ZodMiniType; documentedBody?: z.ZodMiniType },
  request: HttpRequest,
): unknown => {
  if (body instanceof z.ZodMiniUndefined) return undefined;
  if (documentedBody !== undefined) return jsonBody(request, MAX_PROJECT_BYTES);
  const given = jsonBody(request, MAX_DECISION_BYTES);
  requireFitJson(given);
  return given;
};

/** Declares an endpoint: the compiler checks its use case against its schemas, and every answer is parsed by its own schema. */
export const defineEndpoint = <
  Params extends z.ZodMiniObject,
  Query extends z.ZodMiniObject,
  Body extends z.ZodMiniType,
  Answer extends z.ZodMiniType,
>(
  endpoint: Endpoint<Params, Query, Body, Answer>,
): AnyEndpoint => ({
  ...endpoint,
  documentedBody: endpoint.documentedBody ?? (endpoint.body instanceof z.ZodMiniUndefined ? null : endpoint.body),
  needsIdempotencyKey: endpoint.needsIdempotencyKey ?? false,
  answerHeaders: endpoint.answerHeaders ?? {},
  respond: async (deps, request) => {
    const caller = callerFrom(request);
    const { company_id: companyId } = readOr404(companyPath, request.params);
    requireCompany(caller, companyId);
    addToLog(idsInPath(request.params, companyId));
    const { body, headers } = await endpoint.run(deps, {
      caller,
      companyId,
      params: readOr404(endpoint.params, request.params),
      idempotencyKey: endpoint.needsIdempotencyKey ? readIdempotencyKey(request) : '',
      query: readOr422(endpoint.query, request.query),
      body: readOr422(endpoint.body, bodyOf(endpoint, request)),
      path: request.path,
    });
    return {
      statusCode: endpoint.status,
      headers: { ...API_HEADERS, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(endpoint.answer.parse(body)),
    };
  },
});
