import * as z from 'zod/mini';
import { integration } from '#domain/integration.ts';
import { environmentOf } from '#env';
import { inInvocation } from '#middleware/invocation.ts';
import { warn } from '#middleware/observability.ts';
import { clock, integrations } from '#runtime';
import { seedIntegrations } from '#use-cases/seed-integrations.ts';

const deps = { integrations: integrations(environmentOf('seed-integrations', process.env)), clock, warn };

/** As JSON text, because CloudFormation turns numbers and booleans of properties into strings. */
const properties = z.object({
  Integrations: z.pipe(
    z.string(),
    z.transform((text): unknown => JSON.parse(text)),
  ),
});

/** An event of CloudFormation's custom resource provider framework. */
const seedEvent = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResourceProperties: properties,
  OldResourceProperties: z.optional(properties),
});

const list = z.array(integration);

/** Puts the stage file's integrations into the ledger at deployment. */
export const handler = inInvocation(async (event: unknown) => {
  const { RequestType, ResourceProperties, OldResourceProperties } = seedEvent.parse(event);
  if (RequestType === 'Delete') return {};
  // What an older release listed may not be in today's form; then only today's companies are looked through.
  const former = list.safeParse(OldResourceProperties?.Integrations).data ?? [];
  await seedIntegrations(deps, list.parse(ResourceProperties.Integrations), former);
  return {};
});
