import type { IncomingMessage } from 'node:http';
import type { Json } from '#local/json.ts';
import type { Match } from '#local/http-api/routes.ts';
import { ACCOUNT } from '#local/template/names.ts';

/** Path and query of a request, as they came. */
export interface Target {
  readonly path: string;
  readonly query: string;
}

export const targetOf = ({ url = '/' }: IncomingMessage): Target => {
  const [path = '', ...query] = url.split('?');
  return { path, query: query.join('?') };
};

/** A request that has a route and passed its authoriser. */
export interface Admitted extends Match {
  readonly target: Target;
  readonly body: Buffer;
  readonly claims: Readonly<Record<string, string>> | null;
  readonly requestId: string;
  readonly receivedAt: Date;
}

/** Bodies of these types travel as text; all others, forms among them, as base64. */
const TEXT = /^(text\/|application\/(.+\+)?(json|xml|javascript)\b)/i;

/** Header names in lower case, several values joined by commas, cookies apart. */
const headersOf = (request: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(request.headersDistinct).flatMap(([name, values = []]) =>
      name === 'cookie' ? [] : [[name, values.join(',')]],
    ),
  );

const cookiesOf = ({ headers }: IncomingMessage): string[] => headers.cookie?.split('; ') ?? [];

const parametersOf = (query: string): Record<string, string> => {
  const given = new URLSearchParams(query);
  return Object.fromEntries(Array.from(new Set(given.keys()), (name) => [name, given.getAll(name).join(',')]));
};

/** `23/Nov/2026:08:50:01 +0000` */
const commonLogTime = (at: Date): string => {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(at.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
};

/** What is left out of an event when there is nothing to say. */
const unlessEmpty = (name: string, value: Record<string, string> | string[]): Record<string, Json> =>
  Object.keys(value).length > 0 ? { [name]: value } : {};

const bodyOf = (body: Buffer, contentType: string): { body?: string; isBase64Encoded: boolean } => {
  if (body.length === 0) return { isBase64Encoded: false };
  const isText = TEXT.test(contentType);
  return { body: body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
};

/** The event of API Gateway's payload format 2.0. */
export const eventOf = (request: IncomingMessage, admitted: Admitted): Json => {
  const { route, pathParameters, target, body, claims, requestId, receivedAt } = admitted;
  const headers = headersOf(request);
  return {
    version: '2.0',
    routeKey: route.key,
    rawPath: target.path,
    rawQueryString: target.query,
    ...unlessEmpty('cookies', cookiesOf(request)),
    headers,
    ...unlessEmpty('queryStringParameters', parametersOf(target.query)),
    ...unlessEmpty('pathParameters', pathParameters),
    requestContext: {
      accountId: ACCOUNT,
      apiId: 'local',
      ...(claims && { authorizer: { jwt: { claims, scopes: null } } }),
      domainName: headers['host'] ?? '',
      domainPrefix: 'local',
      http: {
        method: route.method,
        path: target.path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: route.key,
      stage: '$default',
      time: commonLogTime(receivedAt),
      timeEpoch: receivedAt.getTime(),
    },
    ...bodyOf(body, headers['content-type'] ?? ''),
  };
};
