import { Logger } from '@aws-lambda-powertools/logger';
import type { MiddlewareObj } from '@middy/core';
import type { Warn } from '#domain/ports.ts';
import { readHttpEvent, type HttpAnswer } from '#middleware/http-event.ts';

/** Writes one JSON line an event. Messages are stable codes; fields are ids and counts, never data, links or tokens. */
export const logger = new Logger({ serviceName: 'send-to-erp' });

/** The use cases' way to the log. */
export const warn: Warn = (message, fields, cause) => {
  logger.warn(message, { ...fields, ...(cause instanceof Error && { error: cause }) });
};

/** One line an HTTP request: route, status and time, without path or query, which may hold a link. */
export const requestLog = (): MiddlewareObj<unknown, HttpAnswer> => {
  let startedAt = 0;
  const log = (event: unknown, answer: HttpAnswer | null | undefined): void => {
    const { route, traceId } = readHttpEvent(event);
    logger.info('request_answered', {
      route,
      trace_id: traceId,
      status: answer?.statusCode,
      ms: Math.round(performance.now() - startedAt),
    });
  };
  return {
    before: () => {
      startedAt = performance.now();
    },
    after: ({ event, response }) => log(event, response),
    onError: ({ event, response }) => log(event, response),
  };
};
