import middy from '@middy/core';
import { notFound } from '#domain/errors.ts';
import type { AnyEndpoint, ApiDeps } from '#handlers/endpoint.ts';
import { endpoints } from '#handlers/endpoints.ts';
import { openRoutes } from '#handlers/routes.ts';
import { readHttpEvent, type HttpAnswer } from '#middleware/http-event.ts';
import { inInvocation } from '#middleware/invocation.ts';
import { requestLog } from '#middleware/observability.ts';
import { API_HEADERS, problems } from '#middleware/problem.ts';

const json = (value: unknown): HttpAnswer => ({
  statusCode: 200,
  headers: { ...API_HEADERS, 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

const byRoute = new Map<string, AnyEndpoint>(Object.entries(endpoints));

/** The API: each route answered by its endpoint, whatever is thrown told as a problem document. */
export const apiApp = (deps: ApiDeps) =>
  inInvocation(
    middy<unknown, HttpAnswer>()
      .use(requestLog())
      .use(problems())
      .handler(async (event) => {
        const request = readHttpEvent(event);
        if (request.route === openRoutes.health) return json({ status: 'ok' });
        // Imported when asked for: the document's maker is no part of a cold start.
        if (request.route === openRoutes.openapi) return json((await import('#handlers/openapi.ts')).openApiDocument());
        const endpoint = byRoute.get(request.route);
        if (endpoint === undefined) throw notFound();
        return endpoint.respond(deps, request);
      }),
  );
