import { Logger } from '@aws-lambda-powertools/logger';
import type { MiddlewareObj } from '@middy/core';
import { raisesAlarm } from '#domain/metrics.ts';
import type { Warn } from '#domain/ports.ts';
import { readHttpEvent, type HttpAnswer } from '#middleware/http-event.ts';
import { LogFormat } from '#middleware/log-format.ts';

/** Writes one JSON line an event. Messages are stable codes; fields are ids and counts, never data, links or tokens. */
export const logger = new Logger({ serviceName: 'send-to-erp', logFormatter: new LogFormat() });

/** The use cases' way to the log: a warning mends itself, an error is what a person must act on. */
export const warn: Warn = (message, fields, cause) => {
  const line = { ...fields, ...(cause instanceof Error && { error: cause }) };
  if (raisesAlarm(message)) logger.error(message, line);
  else logger.warn(message, line);
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
