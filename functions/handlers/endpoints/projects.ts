import * as z from 'zod/mini';
import { sending } from '#domain/sending.ts';
import { erpStatusAnswer, previewAnswer, requestAnswer } from '#handlers/answers.ts';
import { defineEndpoint, noBody, noQuery, pathId } from '#handlers/endpoint.ts';
import { getErpStatus } from '#use-cases/get-erp-status.ts';
import { sendProject } from '#use-cases/send-project.ts';

export const projectPath = z.object({ project_id: pathId.check(z.describe('The Procore project')) });

export const getErpStatusEndpoint = defineEndpoint({
  summary: 'Show where a project stands and what its button does',
  description: 'The button is never just grey: `action.blockers` says what stands against it.',
  params: projectPath,
  query: noQuery,
  body: noBody,
  status: 200,
  answer: erpStatusAnswer,
  run: async (deps, { caller, companyId, params }) => {
    const { action, ...rest } = await getErpStatus(deps, { caller, companyId, projectId: params.project_id });
    return { body: { ...rest, action: { ...action, blockers: [...action.blockers] } } };
  },
});

export const previewProjectEndpoint = defineEndpoint({
  summary: 'Preview what sending a project would lead to',
  description:
    'Problems the ERP is known to refuse, what it will get shortened (`notices`), what the connector would write, and the difference against what is synced. Changes nothing.',
  params: projectPath,
  query: noQuery,
  body: z.unknown(),
  documentedBody: sending,
  status: 200,
  answer: previewAnswer,
  run: async (deps, { caller, companyId, params, body }) => {
    const { previewProject } = await import('#use-cases/preview-project.ts');
    const call = { caller, companyId, projectId: params.project_id, body };
    return { body: previewAnswer.parse(await previewProject(deps, call)) };
  },
});

export const sendProjectEndpoint = defineEndpoint({
  summary: 'Send, or re-send, a project to the ERP',
  description:
    "Records a request and asks the company's approvers. Fields outside Procore's list are named in `ignored_fields`. The same Idempotency-Key and body give the first answer again.",
  params: projectPath,
  query: noQuery,
  body: z.unknown(),
  documentedBody: sending,
  needsIdempotencyKey: true,
  status: 202,
  answer: requestAnswer,
  answerHeaders: { Location: 'Path of the request' },
  run: async (deps, { caller, companyId, params, body, idempotencyKey }) => {
    const request = await sendProject(deps, { caller, companyId, projectId: params.project_id, body, idempotencyKey });
    return { body: request, headers: { location: `/rest/v1.0/companies/${companyId}/erp_requests/${request.id}` } };
  },
});
