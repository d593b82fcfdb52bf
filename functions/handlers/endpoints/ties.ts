import * as z from 'zod/mini';
import { sending } from '#domain/sending.ts';
import { tieAnswer } from '#handlers/answers.ts';
import { askingErp } from '#handlers/asking-erp.ts';
import { defineEndpoint, noQuery, readOr422 } from '#handlers/endpoint.ts';
import { projectPath } from '#handlers/endpoints/projects.ts';
import type { Tie } from '#use-cases/tie.ts';
import type { UntieCall } from '#use-cases/untie-project.ts';

const answered = ({ effects, ...tie }: Tie): z.input<typeof tieAnswer> => ({ ...tie, effects: [...effects] });

const preview = z._default(z.boolean(), false).check(z.describe('Only tell what would happen'));

const jobId = z
  .string()
  .check(z.trim(), z.minLength(1), z.maxLength(200), z.describe("The job's number in the ERP, as its users type it"));

const linking = z.extend(sending, { job_id: jobId, preview });

/** What a link says besides the project. The use case reads that part, as it reads a sending. */
const linkHead = z.looseObject({ job_id: jobId, preview });

export const linkProjectEndpoint = defineEndpoint({
  summary: 'Tie a project to a job that the ERP has already',
  description:
    'For administrators of ERP Integrations. The project counts as synced with that job; nothing is written into the ERP until an approver accepts the next sending. With `preview` nothing changes.',
  params: projectPath,
  query: noQuery,
  body: z.unknown(),
  documentedBody: linking,
  status: 200,
  answer: tieAnswer,
  run: async (deps, { caller, companyId, params, body }) => {
    const { job_id, preview: isPreview, ...sent } = readOr422(linkHead, body);
    const { linkProject } = await import('#use-cases/link-project.ts');
    const call = { caller, companyId, projectId: params.project_id, jobId: job_id, sending: sent, isPreview };
    return { body: answered(await askingErp(linkProject(deps, call))) };
  },
});

const untying = z.strictObject({
  reason: z.string().check(z.trim(), z.minLength(1, 'a reason is required'), z.maxLength(2_000)),
  preview,
});

/** Both ways of untying differ in what the next sending does. */
const untieEndpoint = (event: UntieCall['event'], summary: string, description: string) =>
  defineEndpoint({
    summary,
    description,
    params: projectPath,
    query: noQuery,
    body: untying,
    status: 200,
    answer: tieAnswer,
    run: async (deps, { caller, companyId, params, body }) => {
      const { reason, preview: isPreview } = body;
      const { untieProject } = await import('#use-cases/untie-project.ts');
      const call = { caller, companyId, projectId: params.project_id, event, reason, isPreview };
      return { body: answered(await untieProject(deps, call)) };
    },
  });

export const unlinkProjectEndpoint = untieEndpoint(
  'unlink',
  'Untie a project from its job',
  'For administrators of ERP Integrations. The job stays in the ERP, and the next accepted sending finds it again. With `preview` nothing changes.',
);

export const resetProjectEndpoint = untieEndpoint(
  'reset',
  'Start over with a project',
  'For administrators of ERP Integrations. The job stays in the ERP, and the next accepted sending makes a new one. With `preview` nothing changes.',
);
