import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Endpoints } from '#local/platform.ts';
import { readBody, serve, type LocalServer } from '#local/server.ts';

/** A call to a service of AWS, as it came over HTTP. */
export interface ServiceCall {
  /** By the name the SDK looks for. */
  readonly service: keyof Endpoints;
  /** Whose credentials sign it: on this machine the function's name. */
  readonly caller: string;
  /** `GetItem`; of services that name no operation in a header method and path, such as `PUT /bucket/key`. */
  readonly operation: string;
  readonly body: string;
}

export interface ServiceAnswer {
  readonly status: number;
  readonly body: string;
}

/** Asks the service: what the call asks, or the same with another body, or another operation in the name of whoever runs all this. */
export type Ask = (instead?: { readonly operation?: string; readonly body?: string }) => Promise<ServiceAnswer>;

/** Stands between functions and services. The caller gets what it gives back. */
export type Tap = (call: ServiceCall, ask: Ask) => Promise<ServiceAnswer>;

const TARGET = 'x-amz-target';
const CALLER = /Credential=([^/]+)\//;

/** Of the connection, not of the call. */
const OF_THE_WAY = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'expect',
  'date',
]);

const headersOf = (given: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      value === undefined || OF_THE_WAY.has(name) ? [] : [[name, [value].flat().join(', ')]],
    ),
  );

const callOf = (service: keyof Endpoints, { method, url, headers }: IncomingMessage, body: string): ServiceCall => ({
  service,
  caller: CALLER.exec(headers.authorization ?? '')?.[1] ?? '',
  operation: String(headers[TARGET] ?? `${method} ${url}`).replace(/^\w+\./, ''),
  body,
});

/** A server in front of the one that `url` names, which hands all that comes to the tap. */
export const openTap = (service: keyof Endpoints, url: string, tap: Tap): Promise<LocalServer> =>
  serve(async (request, response) => {
    const body = String(await readBody(request));
    const method = request.method ?? '';
    const target = request.headers[TARGET];
    let passedOn: Record<string, string> = {};
    const ask: Ask = async (instead = {}) => {
      const headers = headersOf(request.headers);
      if (typeof target === 'string' && instead.operation !== undefined) {
        headers[TARGET] = `${target.slice(0, target.indexOf('.'))}.${instead.operation}`;
        headers['authorization'] = headers['authorization']?.replace(CALLER, 'Credential=local/') ?? '';
      }
      const sent = instead.body ?? body;
      const answer = await fetch(`${url}${request.url}`, {
        method,
        headers,
        ...(method !== 'GET' && method !== 'HEAD' && { body: sent }),
      });
      if (instead.operation === undefined) passedOn = headersOf(Object.fromEntries(answer.headers));
      return { status: answer.status, body: await answer.text() };
    };
    const { status, body: answered } = await tap(callOf(service, request, body), ask);
    response.writeHead(status, passedOn);
    response.end(answered);
  });

const SERVICES = ['DYNAMODB', 'SFN', 'SECRETS_MANAGER', 'SESV2', 'S3', 'LAMBDA', 'EVENTBRIDGE', 'SQS'] as const;

/** Where functions find the services: behind the tap, or without one where they are. */
export const tapAll = async (
  endpoints: Endpoints,
  tap: Tap | null,
): Promise<{ readonly endpoints: Endpoints; close(): Promise<void> }> => {
  let tapped = endpoints;
  const servers: LocalServer[] = [];
  for (const service of SERVICES) {
    if (tap === null) break;
    const server = await openTap(service, endpoints[service], tap);
    servers.push(server);
    tapped = { ...tapped, [service]: server.url };
  }
  return {
    endpoints: tapped,
    close: async () => {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
};
