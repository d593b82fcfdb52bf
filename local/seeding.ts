import * as z from 'zod';
import type { Json } from '#local/json.ts';
import type { FunctionSpec } from '#local/template/functions.ts';
import type { Intrinsics } from '#local/template/intrinsics.ts';

const customResource = z.object({ ServiceToken: z.string(), Integrations: z.json() });

/** A call that a deployment makes: CloudFormation asks the custom resource's provider, which asks our function. */
export interface Seeding {
  /** The provider. */
  readonly by: FunctionSpec;
  readonly target: string;
  readonly event: Json;
}

/**
 * The seeding of integrations, as the first deployment does it. The provider is CDK's, with the function it stands for in
 * its environment; here that function is called at once.
 */
export const seedingsOf = (intrinsics: Intrinsics, functions: readonly FunctionSpec[]): Seeding[] =>
  intrinsics.resources('Custom::Integrations', Object.keys(customResource.shape)).map(({ logicalId, properties }) => {
    const { ServiceToken } = customResource.parse(properties);
    const provider = functions.find(({ arn }) => arn === ServiceToken);
    const target = provider?.environment['USER_ON_EVENT_FUNCTION_ARN'];
    if (provider === undefined || target === undefined)
      throw new Error(`${logicalId} has a provider that is not known here.`);
    const event = { RequestType: 'Create', LogicalResourceId: logicalId, ResourceProperties: properties };
    return { by: provider, target, event };
  });
