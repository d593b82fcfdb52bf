import * as z from 'zod/mini';
import { holdAt } from '#domain/connection.ts';
import { notFound } from '#domain/errors.ts';
import type { KnownIntegration } from '#domain/integration.ts';
import { integrationAnswer, matrixAnswer, optionsAnswer } from '#handlers/answers.ts';
import { askingErp } from '#handlers/asking-erp.ts';
import { defineEndpoint, noBody, noQuery, pathId } from '#handlers/endpoint.ts';
import type { ServiceDeps } from '#use-cases/deps.ts';
import { possibleIntegrations } from '#use-cases/find-integration.ts';

const present = async (
  { erps, clock }: Pick<ServiceDeps, 'erps' | 'clock'>,
  integration: KnownIntegration,
): Promise<z.input<typeof integrationAnswer>> => {
  const { id, erp, name, connection } = integration;
  const { capabilities, no_export, limits, accept_fields, prerequisites } = await erps(integration);
  const now = clock();
  return {
    id,
    erp,
    name,
    capabilities,
    explanation: no_export?.message ?? null,
    limits: [...limits],
    accept_fields: [...accept_fields],
    prerequisites: [...prerequisites],
    connection: { ...connection, held_until: holdAt(connection, now)?.until ?? null },
  };
};

export const listIntegrations = defineEndpoint({
  summary: 'List the integrations of the company',
  description:
    'Every connection of the company to an ERP, with what that ERP can do, its limits and what it asks of an approver.',
  params: z.object({}),
  query: noQuery,
  body: noBody,
  status: 200,
  answer: z.array(integrationAnswer),
  run: async (deps, { companyId }) => ({
    body: await Promise.all((await deps.integrations.list(companyId)).map((each) => present(deps, each))),
  }),
});

export const getIntegration = defineEndpoint({
  summary: 'Show the integration that serves a project',
  description:
    'Of a project that was never sent, and without a project: the default one. Which of several serves a new project follows from its data: the preview tells.',
  params: z.object({}),
  query: z.object({ project_id: z.optional(pathId).check(z.describe('The project to be served')) }),
  body: noBody,
  status: 200,
  answer: integrationAnswer,
  run: async (deps, { companyId, query: { project_id: projectId } }) => {
    const record = projectId === undefined ? null : await deps.ledger.read({ companyId, projectId });
    const [integration] = possibleIntegrations(await deps.integrations.list(companyId), record);
    if (integration === undefined) throw notFound();
    return { body: await present(deps, integration) };
  },
});

export const listIntegrationOptions = defineEndpoint({
  summary: 'List what the ERP has for one of its accept fields',
  description:
    'For project admins and approvers. All values when they are fewer than 200, else the best for what is searched for. 404 for a field without options; 503 when the ERP cannot be asked now: then any value may be sent, and the export will tell.',
  params: z.object({}),
  query: z.object({
    field: z.string().check(z.maxLength(100), z.describe('Key of an accept field that has `options`')),
    search: z._default(z.string().check(z.trim(), z.maxLength(200)), '').check(z.describe('What was typed so far')),
    project_id: z.optional(pathId).check(z.describe('The project to be served')),
  }),
  body: noBody,
  status: 200,
  answer: optionsAnswer,
  run: async (deps, { caller, companyId, query }) => {
    const { listOptions } = await import('#use-cases/list-options.ts');
    const { field, search: typed, project_id: projectId } = query;
    const call = { caller, companyId, projectId, field, typed };
    return { body: { options: [...(await askingErp(listOptions(deps, call)))] } };
  },
});

export const listErps = defineEndpoint({
  summary: 'List what every ERP can do',
  description:
    'Every ERP that Procore lists and every connector of this service: how projects get there, capabilities, limits, prerequisites, and where this service and Procore differ.',
  params: z.object({}),
  query: noQuery,
  body: noBody,
  status: 200,
  answer: matrixAnswer,
  run: async ({ capabilityMatrix }) => ({ body: await capabilityMatrix() }),
});
