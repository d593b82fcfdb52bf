import middy from '@middy/core';
import { createHash, timingSafeEqual } from 'node:crypto';
import { DomainError } from '#domain/errors.ts';
import type { ProcoreNotice } from '#domain/procore.ts';
import { jsonBody, MAX_DECISION_BYTES } from '#middleware/body.ts';
import { readHttpEvent, type HttpAnswer, type HttpRequest } from '#middleware/http-event.ts';
import { inInvocation } from '#middleware/invocation.ts';
import { requestLog } from '#middleware/observability.ts';
import { API_HEADERS, problems } from '#middleware/problem.ts';
import { readDelivery } from '#procore/webhook.ts';

export interface WebhookDeps {
  /** The header that a company's webhook was set up to send; null for a company that this deployment does not serve. */
  readonly authorizationOf: (companyId: number) => Promise<string | null>;
  readonly add: (notice: ProcoreNotice) => Promise<void>;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Procore signs nothing: a webhook is known by the header that only it and this company's secret hold. */
const requireProcore = (given: string | undefined, expected: string | null): void => {
  const isKnown = expected !== null && given !== undefined && timingSafeEqual(digest(given), digest(expected));
  if (!isKnown) throw new DomainError('unauthenticated', 'This webhook is not known here.');
};

const take = async ({ authorizationOf, add }: WebhookDeps, request: HttpRequest): Promise<HttpAnswer> => {
  const delivery = readDelivery(jsonBody(request, MAX_DECISION_BYTES));
  if (delivery === null) throw new DomainError('malformed_request', 'The body is no delivery of a Procore webhook.');
  requireProcore(request.headers['authorization'], await authorizationOf(delivery.companyId));
  if (delivery.notice !== null) await add(delivery.notice);
  return { statusCode: 204, headers: API_HEADERS, body: '' };
};

/**
 * Takes Procore's webhooks. It only notes what they are about: Procore waits for 5 seconds, and repeats for 12 hours what is not
 * answered with a success.
 */
export const procoreWebhookApp = (deps: WebhookDeps) =>
  inInvocation(
    middy<unknown, HttpAnswer>()
      .use(requestLog())
      .use(problems())
      .handler((event) => take(deps, readHttpEvent(event))),
  );
