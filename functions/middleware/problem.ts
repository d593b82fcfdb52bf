import type { MiddlewareObj } from '@middy/core';
import { DomainError, type ErrorCode } from '#domain/errors.ts';
import { readHttpEvent, type HttpAnswer } from '#middleware/http-event.ts';
import { logger } from '#middleware/observability.ts';

const STATUS: Record<ErrorCode, number> = {
  malformed_request: 400,
  missing_idempotency_key: 400,
  unauthenticated: 401,
  missing_privilege: 403,
  own_request: 403,
  sign_in_required: 403,
  sign_in_failed: 403,
  other_person: 403,
  session_over: 403,
  foreign_form: 403,
  not_found: 404,
  open_request_exists: 409,
  wrong_state: 409,
  synced_elsewhere: 409,
  already_decided: 409,
  stale_snapshot: 409,
  conflict: 409,
  link_expired: 410,
  body_too_large: 413,
  unsupported_media_type: 415,
  invalid_fields: 422,
  preflight_failed: 422,
  wrong_check_code: 422,
  idempotency_key_reused: 422,
  erp_unavailable: 503,
};

const TITLE: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  410: 'Gone',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  503: 'Service Unavailable',
};

/** Headers of every answer of the API: nothing is cached, sniffed, framed or run, and only TLS is spoken. */
export const API_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
} as const;

/** Seconds after which a caller may try again when a part of the service was out of reach. */
const RETRY_AFTER_SECONDS = '5';

/** The status an error code is answered with. */
export const statusOf = (code: ErrorCode): number => STATUS[code];

/** An answer after RFC 9457. What is not a {@link DomainError} is told as 503 without a word about its cause. */
export const problemAnswer = (error: unknown, instance: string, traceId: string): HttpAnswer => {
  const known = error instanceof DomainError ? error : null;
  const status = known ? STATUS[known.code] : 503;
  return {
    statusCode: status,
    headers: {
      ...API_HEADERS,
      'content-type': 'application/problem+json',
      ...(status === 503 && { 'retry-after': RETRY_AFTER_SECONDS }),
    },
    body: JSON.stringify({
      ...known?.extra,
      type: `urn:send-to-erp:problem:${known?.code ?? 'unavailable'}`,
      title: TITLE[status],
      status,
      detail: known?.message ?? 'Something is out of order here. Nothing was lost; try again.',
      instance,
      ...(known?.fields && { errors: known.fields }),
      trace_id: traceId,
    }),
  };
};

/** What was refused and why, as a code: who looks for an attack finds it. What broke is logged as an error. */
export const logRefusal = (error: unknown, route: string, traceId: string): void => {
  const where = { route, trace_id: traceId };
  if (error instanceof DomainError) logger.info('request_refused', { ...where, code: error.code });
  else logger.error('request_failed', { ...where, ...(error instanceof Error && { error }) });
};

/** Turns whatever a handler throws into a problem document. */
export const problems = (): MiddlewareObj<unknown, HttpAnswer> => ({
  onError: (request) => {
    const { route, path, traceId } = readHttpEvent(request.event);
    logRefusal(request.error, route, traceId);
    request.response = problemAnswer(request.error, path, traceId);
  },
});
