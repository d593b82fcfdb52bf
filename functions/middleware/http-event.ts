import * as z from 'zod/mini';

const strings = z.record(z.string(), z.string());

/** The parts of an API Gateway HTTP API event (payload format 2.0) that this service reads. Header names are lower-case. */
const httpEvent = z.object({
  routeKey: z.string(),
  rawPath: z.string(),
  headers: z._default(strings, {}),
  cookies: z._default(z.array(z.string()), []),
  pathParameters: z._default(strings, {}),
  queryStringParameters: z._default(strings, {}),
  body: z.nullish(z.string()),
  isBase64Encoded: z._default(z.boolean(), false),
  requestContext: z.object({ requestId: z.string() }),
});

/** An HTTP request as the handlers see it. */
export interface HttpRequest {
  /** Method and path template, such as `GET /health`: safe to log, unlike the path. */
  readonly route: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Cookies by name. */
  readonly cookies: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly traceId: string;
}

export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Values of `Set-Cookie`. */
  readonly cookies?: readonly string[];
  readonly body: string;
}

/** `name=value`; of a name sent twice the first counts, which is the more specific one (RFC 6265, 5.4). */
const cookiesOf = (cookies: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    cookies.toReversed().map((cookie) => [cookie.split('=')[0] ?? '', cookie.slice(cookie.indexOf('=') + 1)]),
  );

export const readHttpEvent = (event: unknown): HttpRequest => {
  const {
    routeKey,
    rawPath,
    headers,
    cookies,
    pathParameters,
    queryStringParameters,
    body,
    isBase64Encoded,
    requestContext,
  } = httpEvent.parse(event);
  return {
    route: routeKey,
    path: rawPath,
    headers,
    cookies: cookiesOf(cookies),
    params: pathParameters,
    query: queryStringParameters,
    body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
    traceId: requestContext.requestId,
  };
};
