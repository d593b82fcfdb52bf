import { randomUUID } from 'node:crypto';
import type { JWTVerifyGetKey } from 'jose';
import { refuse, reply } from '#local/http-api/answer.ts';
import { authorise } from '#local/http-api/authoriser.ts';
import { eventOf, targetOf } from '#local/http-api/event.ts';
import { findRoute, type Match, type Route } from '#local/http-api/routes.ts';
import type { Json } from '#local/json.ts';
import { readBody, type Handle } from '#local/server.ts';
import type { FunctionAnswer } from '#local/workflow/task.ts';

/** Bytes that the HTTP API takes. */
export const BODY_LIMIT = 10 * 1024 * 1024;

/** The functions behind the routes. */
export interface RouteFunctions {
  /** Calls one by its ARN, for a route. Never rejects. */
  call(arn: string, event: Json, sourceArn: string): Promise<FunctionAnswer>;
}

const matchOf = (routes: readonly Route[], method: string, path: string): Match | 400 | 404 => {
  try {
    return findRoute(routes, method, path) ?? 404;
  } catch (error) {
    if (error instanceof URIError) return 400;
    throw error;
  }
};

/** The template's HTTP API: routing, authoriser and the border between HTTP and functions. */
export const httpApi =
  (routes: readonly Route[], keys: JWTVerifyGetKey, functions: RouteFunctions, clock: () => Date): Handle =>
  async (request, response) => {
    const receivedAt = clock();
    const target = targetOf(request);
    const match = matchOf(routes, request.method ?? '', target.path);
    if (typeof match === 'number') {
      refuse(response, match);
      return;
    }
    const { authorizer } = match.route;
    const claims = authorizer && (await authorise(request.headers.authorization, authorizer, keys));
    if (authorizer && claims === null) {
      refuse(response, 401);
      return;
    }
    const body = await readBody(request, BODY_LIMIT);
    if (body === null) {
      refuse(response, 413);
      return;
    }
    const requestId = randomUUID();
    const event = eventOf(request, { ...match, target, body, claims, requestId, receivedAt });
    reply(response, await functions.call(match.route.target, event, match.route.sourceArn), requestId);
  };
