import * as z from 'zod';
import type { Intrinsics } from '#local/template/intrinsics.ts';
import { arn } from '#local/template/names.ts';

/** Who may call a route: the issuer and audience of the tokens it takes. */
export interface JwtAuthorizer {
  readonly issuer: string;
  readonly audience: readonly string[];
}

export interface Route {
  /** `GET /path/{parameter}` */
  readonly key: string;
  readonly method: string;
  readonly segments: readonly string[];
  /** ARN of the function. */
  readonly target: string;
  /** What the function's permissions know the route by. */
  readonly sourceArn: string;
  /** Null: anybody. */
  readonly authorizer: JwtAuthorizer | null;
}

const integration = z.object({
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
});

const authorizer = z.object({
  AuthorizerType: z.literal('JWT'),
  IdentitySource: z.tuple([z.literal('$request.header.Authorization')]),
  JwtConfiguration: z.object({ Issuer: z.string(), Audience: z.array(z.string()) }),
});

const routeKey = z
  .string()
  .regex(/^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (\/[^+]*)$/, 'must be a method and a path without {proxy+}');
const target = z.string().regex(/^integrations\//);
const open = z.object({ ApiId: z.string(), AuthorizationType: z.literal('NONE'), RouteKey: routeKey, Target: target });
const guarded = open.extend({ AuthorizationType: z.literal('JWT'), AuthorizerId: z.string() });
const route = z.discriminatedUnion('AuthorizationType', [guarded, open]);

/** Resources of a type by logical id, each in its expected form. */
const byId = <T extends z.ZodObject>(intrinsics: Intrinsics, type: string, form: T): Map<string, z.output<T>> =>
  new Map(
    intrinsics
      .resources(type, Object.keys(form.shape))
      .map(({ logicalId, properties }) => [logicalId, form.parse(properties)]),
  );

const required = <T>(found: Map<string, T>, id: string): T => {
  const value = found.get(id);
  if (value === undefined) throw new Error(`The template's HTTP API refers to ${id}, which does not exist.`);
  return value;
};

/** Literal segments come before parameters: the most specific route answers. */
const bySpecificity = (a: Route, b: Route): number => shape(a).localeCompare(shape(b));
const shape = ({ segments }: Route): string =>
  segments.map((segment) => (segment.startsWith('{') ? 'b' : 'a')).join('');

/**
 * The routes of the template's HTTP API, most specific first.
 * @throws {z.ZodError} when it uses what is not known here.
 */
export const routesOf = (intrinsics: Intrinsics): Route[] => {
  const integrations = byId(intrinsics, 'AWS::ApiGatewayV2::Integration', integration);
  const authorizers = byId(intrinsics, 'AWS::ApiGatewayV2::Authorizer', authorizer);
  const routes = intrinsics
    .resources('AWS::ApiGatewayV2::Route', Object.keys(guarded.shape))
    .map(({ properties }): Route => {
      const parsed = route.parse(properties);
      const [method = '', path = ''] = parsed.RouteKey.split(' ');
      const jwt =
        parsed.AuthorizationType === 'JWT' ? required(authorizers, parsed.AuthorizerId).JwtConfiguration : null;
      return {
        key: parsed.RouteKey,
        method,
        segments: path.split('/').slice(1),
        target: required(integrations, parsed.Target.replace('integrations/', '')).IntegrationUri,
        sourceArn: arn('execute-api', `${parsed.ApiId}/$default/${method}${path}`),
        authorizer: jwt && { issuer: jwt.Issuer, audience: jwt.Audience },
      };
    });
  return routes.sort(bySpecificity);
};

/** A route that answers a request, and what its path holds. */
export interface Match {
  readonly route: Route;
  readonly pathParameters: Readonly<Record<string, string>>;
}

const parametersOf = (segments: readonly string[], given: readonly string[]): Record<string, string> | null => {
  const parameters: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const value = given[index] ?? '';
    const name = /^\{(.+)\}$/.exec(segment)?.[1];
    if (name === undefined ? segment !== value : value === '') return null;
    if (name !== undefined) parameters[name] = decodeURIComponent(value);
  }
  return segments.length === given.length ? parameters : null;
};

/** The route for a method and a path, or null. @throws {URIError} when the path is not encoded as a path must be. */
export const findRoute = (routes: readonly Route[], method: string, path: string): Match | null => {
  const given = path.split('/').slice(1);
  for (const route of routes.filter((each) => each.method === method)) {
    const pathParameters = parametersOf(route.segments, given);
    if (pathParameters) return { route, pathParameters };
  }
  return null;
};
