import * as z from 'zod/mini';
import type { Caller } from '#domain/caller.ts';
import { rejectReason, type Request } from '#domain/request.ts';
import { requestAnswer } from '#handlers/answers.ts';
import { defineEndpoint, noQuery } from '#handlers/endpoint.ts';
import { requestPath } from '#handlers/endpoints/requests.ts';
import type { ServiceDeps } from '#use-cases/deps.ts';
import type { OptionDeps } from '#use-cases/erp-options.ts';
import type { DecideCall } from '#use-cases/decide-request.ts';

const fields = z.record(z.string(), z.string().check(z.maxLength(1_000)));
const snapshotSha256 = z
  .string()
  .check(z.regex(/^[0-9a-f]{64}$/, 'must be the SHA-256 of the snapshot in lower-case hexadecimal'));

const through = (caller: Caller) => ({ via: 'api', caller }) as const;

/** Approvers mostly decide by a link: what a decision needs is no part of a cold start. */
const decided = async (deps: ServiceDeps & OptionDeps, call: DecideCall): Promise<Request> => {
  const { decideRequest } = await import('#use-cases/decide-request.ts');
  return decideRequest(deps, call);
};

export const acceptRequestEndpoint = defineEndpoint({
  summary: 'Accept a request',
  description: "The project is then exported. `fields` holds what the integration's `accept_fields` ask for.",
  params: requestPath,
  query: noQuery,
  body: z.strictObject({ fields: z._default(fields, {}), snapshot_sha256: snapshotSha256 }),
  status: 200,
  answer: requestAnswer,
  run: async (deps, { caller, companyId, params, body }) => {
    const verdict = { kind: 'accept', fields: body.fields, snapshotSha256: body.snapshot_sha256 } as const;
    const call = { companyId, requestId: params.request_id, decider: through(caller), verdict };
    return { body: await decided(deps, call) };
  },
});

export const rejectRequestEndpoint = defineEndpoint({
  summary: 'Reject a request',
  description: 'The reason stays on the request, where its sender reads it.',
  params: requestPath,
  query: noQuery,
  body: z.strictObject({ reason: rejectReason, snapshot_sha256: snapshotSha256 }),
  status: 200,
  answer: requestAnswer,
  run: async (deps, { caller, companyId, params, body }) => {
    const verdict = { kind: 'reject', reason: body.reason, snapshotSha256: body.snapshot_sha256 } as const;
    const call = { companyId, requestId: params.request_id, decider: through(caller), verdict };
    return { body: await decided(deps, call) };
  },
});

export const retryRequestEndpoint = defineEndpoint({
  summary: 'Retry a failed export',
  description: 'With corrected fields where the ERP refused one; those left out keep their value.',
  params: requestPath,
  query: noQuery,
  body: z.strictObject({ fields: z._default(fields, {}) }),
  status: 200,
  answer: requestAnswer,
  run: async (deps, { caller, companyId, params, body }) => {
    const verdict = { kind: 'retry', fields: body.fields, after: null } as const;
    const call = { companyId, requestId: params.request_id, decider: through(caller), verdict };
    return { body: await decided(deps, call) };
  },
});
