import * as z from 'zod/mini';
import { integration } from '#domain/integration.ts';
import { environmentOf } from '#env';
import { integrations } from '#runtime';

const store = integrations(environmentOf('seed-integrations', process.env));

/** An event of CloudFormation's custom resource provider framework. */
const seedEvent = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResourceProperties: z.object({ Integrations: z.string() }),
});

/**
 * Puts the stage file's integrations into the ledger at deployment. One that is no longer in the file stays: requests refer to
 * it. The list travels as JSON text, because CloudFormation turns numbers and booleans of properties into strings.
 */
export const handler = async (event: unknown) => {
  const { RequestType, ResourceProperties } = seedEvent.parse(event);
  if (RequestType === 'Delete') return {};
  const listed = z.array(integration).parse(JSON.parse(ResourceProperties.Integrations));
  await Promise.all(listed.map((entry) => store.put(entry)));
  return {};
};
