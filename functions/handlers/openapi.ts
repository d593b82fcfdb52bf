import * as z from 'zod/mini';
import { named } from '#handlers/answers.ts';
import { companyPath, type AnyEndpoint } from '#handlers/endpoint.ts';
import { endpoints } from '#handlers/endpoints.ts';
import { openRoutes, apiRoutes } from '#handlers/routes.ts';

type Json = z.core.util.JSONType;
type JsonObject = Record<string, Json>;

const names = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries(named)) names.add(schema, { id });

/** JSON Schemas of one document; named shapes gather under `components.schemas`. */
class Schemas {
  readonly components: JsonObject = {};

  of(schema: z.core.$ZodType, io: 'input' | 'output'): JsonObject {
    const made = z.toJSONSchema(schema, { io, metadata: names, unrepresentable: 'any' });
    const { $schema: _, $defs = {}, id: __, ...rest } = toComponents(made);
    for (const [name, shape] of Object.entries(asObject($defs))) {
      const { id: ___, ...definition } = asObject(shape);
      this.components[name] = definition;
    }
    return rest;
  }
}

const jsonObject = z.record(z.string(), z.json());
const asObject = (value: unknown): JsonObject => jsonObject.parse(value);
const toComponents = (schema: unknown): JsonObject =>
  asObject(JSON.parse(JSON.stringify(schema).replaceAll('#/$defs/', '#/components/schemas/')));

const content = (mediaType: string, schema: JsonObject): JsonObject => ({ content: { [mediaType]: { schema } } });

/** What each status means, whichever endpoint answers it. */
const REFUSALS: Readonly<Record<string, string>> = {
  400: 'Malformed request, or a required header is missing',
  401: 'No token, or one that is not valid here',
  403: 'Known, but not allowed; `type` says why',
  404: 'No such company, project or request for this caller',
  409: 'Not possible in the current state, which the answer tells',
  413: 'The body is too large',
  415: 'The body is not JSON in UTF-8',
  422: 'Fields at fault, or problems the ERP is known to refuse',
  429: 'Too many requests',
  503: 'Something is out of order; `Retry-After` says when to come back',
};

/** Answered by API Gateway itself, whose answers an HTTP API cannot change. */
const BY_GATEWAY: ReadonlySet<string> = new Set(['401', '429']);
const GATEWAY_ANSWER = content('application/json', { type: 'object', properties: { message: { type: 'string' } } });

const refusals = (endpoint: AnyEndpoint, problem: JsonObject): JsonObject => {
  const withoutBody = new Set(['413', '415']);
  const statuses = Object.entries(REFUSALS).filter(
    ([status]) => endpoint.documentedBody !== null || !withoutBody.has(status),
  );
  return Object.fromEntries(
    statuses.map(([status, description]) => [
      status,
      { description, ...(BY_GATEWAY.has(status) ? GATEWAY_ANSWER : content('application/problem+json', problem)) },
    ]),
  );
};

const parametersOf = (schemas: Schemas, place: 'path' | 'query', shape: z.ZodMiniObject): JsonObject[] =>
  Object.entries(shape.shape).map(([name, schema]) => ({
    name,
    in: place,
    description: z.globalRegistry.get(schema)?.description ?? name,
    required: !z.safeParse(schema, undefined).success,
    schema: schemas.of(schema, 'input'),
  }));

const operation = (schemas: Schemas, name: string, endpoint: AnyEndpoint): JsonObject => ({
  operationId: name,
  summary: endpoint.summary,
  description: endpoint.description,
  tags: [
    /integration|erps/.test(name)
      ? 'Integrations'
      : name.includes('project') || name.includes('status')
        ? 'Projects'
        : 'Requests',
  ],
  security: [{ bearer: [] }],
  parameters: [
    ...parametersOf(schemas, 'path', z.extend(companyPath, endpoint.params.shape)),
    ...parametersOf(schemas, 'query', endpoint.query),
    ...(endpoint.needsIdempotencyKey
      ? [
          {
            name: 'Idempotency-Key',
            in: 'header',
            description: 'Chosen by the caller, the same for every repeat of one sending',
            required: true,
            schema: { type: 'string', minLength: 1, maxLength: 255 },
          },
        ]
      : []),
  ],
  ...(endpoint.documentedBody && {
    requestBody: { required: true, ...content('application/json', schemas.of(endpoint.documentedBody, 'input')) },
  }),
  responses: {
    [String(endpoint.status)]: {
      description: endpoint.status === 202 ? 'Recorded; approvers are being asked' : 'Done',
      headers: Object.fromEntries(
        Object.entries(endpoint.answerHeaders).map(([header, description]) => [
          header,
          { description, schema: { type: 'string' } },
        ]),
      ),
      ...content('application/json', schemas.of(endpoint.answer, 'output')),
    },
    ...refusals(endpoint, { $ref: '#/components/schemas/Problem' }),
  },
});

const openOperation = (name: string, summary: string, description: string): JsonObject => ({
  operationId: name,
  summary,
  description,
  tags: ['Service'],
  security: [],
  responses: { '200': { description: 'Done', ...content('application/json', { type: 'object' }) } },
});

/** The API's contract as OpenAPI 3.1, made from the schemas that the endpoints themselves parse by. */
export const openApiDocument = (): JsonObject => {
  const schemas = new Schemas();
  const paths: Record<string, JsonObject> = {};
  const add = (route: string, described: JsonObject): void => {
    const [method = '', path = ''] = route.split(' ');
    (paths[path] ??= {})[method.toLowerCase()] = described;
  };
  schemas.of(z.array(named.Problem), 'output');
  for (const [name, route] of Object.entries(apiRoutes)) add(route, operation(schemas, name, endpoints[route]));
  add(openRoutes.health, openOperation('health', 'Tell that the service answers', 'Touches nothing else.'));
  add(openRoutes.openapi, openOperation('openapi', 'Show this document', 'Made from the schemas in the code.'));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Send to ERP',
      version: '1.0.0',
      description:
        "Procore's Send to ERP: a project admin sends, an accounting approver decides, the project becomes a job in the company's ERP.",
      contact: { name: 'The team that deployed this service' },
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: '/', description: 'Where this document was served' }],
    tags: [
      { name: 'Integrations', description: 'Connections of the company to its ERPs' },
      { name: 'Projects', description: 'Send, preview and status of a project' },
      { name: 'Requests', description: 'Sendings of projects, and decisions on them' },
      { name: 'Service', description: 'The service itself' },
    ],
    paths,
    components: {
      schemas: schemas.components,
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
};
