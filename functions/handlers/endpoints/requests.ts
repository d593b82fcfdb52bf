import * as z from 'zod/mini';
import { requestStatus } from '#domain/request.ts';
import { eventsAnswer, requestAnswer, requestDetailAnswer } from '#handlers/answers.ts';
import { defineEndpoint, noBody, noQuery } from '#handlers/endpoint.ts';
import { pageLinks } from '#handlers/page-links.ts';
import { getRequest, listEvents, listRequests } from '#use-cases/get-request.ts';
import { retrieveRequest } from '#use-cases/retrieve-request.ts';

export const requestPath = z.object({ request_id: z.string().check(z.describe('`<project_id>-<number>`')) });

const wholeNumber = (most: number) =>
  z.pipe(
    z.pipe(z.string().check(z.regex(/^\d{1,6}$/, 'must be a whole number')), z.transform(Number)),
    z.int().check(z.minimum(1), z.maximum(most)),
  );

export const listRequestsEndpoint = defineEndpoint({
  summary: 'List requests, newest first',
  description: 'A list may lag a moment behind the latest change; a single request never does.',
  params: z.object({}),
  query: z.strictObject({
    'filters[status]': z.optional(requestStatus).check(z.describe('Only requests that stand there')),
    page: z._default(wholeNumber(10_000), 1).check(z.describe('Which page, from 1')),
    per_page: z._default(wholeNumber(100), 20).check(z.describe('Requests on a page')),
  }),
  body: noBody,
  status: 200,
  answer: z.array(requestAnswer),
  answerHeaders: {
    Total: 'Number of requests that match',
    'Per-Page': 'Number of requests on a page',
    Link: 'First, previous, next and last page (RFC 8288)',
  },
  run: async ({ ledger }, { caller, companyId, query, path }) => {
    const { 'filters[status]': status, page, per_page: perPage } = query;
    const { requests, total } = await listRequests(ledger, { caller, companyId, filter: { status, page, perPage } });
    return {
      body: requests,
      headers: {
        total: String(total),
        'per-page': String(perPage),
        link: pageLinks(path, { ...(status && { 'filters[status]': status }) }, { page, perPage, total }),
      },
    };
  },
});

export const getRequestEndpoint = defineEndpoint({
  summary: 'Show a request with all that was sent',
  description:
    'The request with its snapshot, the difference against what was synced before, the decision and every export attempt.',
  params: requestPath,
  query: noQuery,
  body: noBody,
  status: 200,
  answer: requestDetailAnswer,
  run: async ({ ledger }, { caller, companyId, params }) => {
    const { request, ...rest } = await getRequest(ledger, { caller, companyId, requestId: params.request_id });
    return { body: requestDetailAnswer.parse({ ...request, ...rest }) };
  },
});

export const listEventsEndpoint = defineEndpoint({
  summary: 'List the audit events of a request, oldest first',
  description:
    'Each event holds the SHA-256 of its predecessor and of its own canonical JSON (RFC 8785), so that an altered chain shows.',
  params: requestPath,
  query: noQuery,
  body: noBody,
  status: 200,
  answer: eventsAnswer,
  run: async ({ ledger, warn }, { caller, companyId, params }) => ({
    body: [...(await listEvents({ ledger, warn }, { caller, companyId, requestId: params.request_id }))],
  }),
});

export const retrieveRequestEndpoint = defineEndpoint({
  summary: 'Take an undecided request back',
  description: 'Afterwards the project can be edited and sent again.',
  params: requestPath,
  query: noQuery,
  body: noBody,
  status: 200,
  answer: requestAnswer,
  run: async (deps, { caller, companyId, params }) => ({
    body: await retrieveRequest(deps, { caller, companyId, requestId: params.request_id }),
  }),
});
