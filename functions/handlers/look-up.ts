import middy from '@middy/core';
import * as z from 'zod/mini';
import { ErpError, type FoundJob } from '#domain/erp.ts';
import { environmentOf } from '#env';
import { containerTokens } from '#erp/container-tokens.ts';
import { erpSessions } from '#erp/erps.ts';
import { warn } from '#middleware/observability.ts';
import { clock, erpCredentials, exportFiles, integrations, sharedTokens } from '#runtime';
import { integrationOf } from '#use-cases/find-integration.ts';

const env = environmentOf('look-up', process.env);
const known = integrations(env);
const openSession = erpSessions({
  credentials: erpCredentials(env),
  accessToken: containerTokens(clock, sharedTokens(env)),
  files: exportFiles({}),
  fetch,
  clock,
});
const question = z.object({ company_id: z.int(), integration_id: z.string(), job_id: z.string() });

/** Asks the one ERP this function serves for a job by its number. Reads only. That the ERP fails is an answer as well. */
export const handler = middy<unknown, { found: FoundJob | null } | { failed: string }>().handler(async (event) => {
  const { company_id, integration_id, job_id } = question.parse(event);
  const integration = await integrationOf(known, company_id, integration_id);
  try {
    const session = await openSession(integration);
    return { found: (await session.lookUp?.(job_id)) ?? null };
  } catch (error) {
    if (!(error instanceof ErpError)) throw error;
    warn('look_up_failed', { company_id, integration_id }, error);
    return { failed: error.message };
  }
});
