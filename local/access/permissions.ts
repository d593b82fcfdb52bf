import * as z from 'zod';
import { patternOf } from '#local/access/pattern.ts';
import type { Right } from '#local/access/policy.ts';
import type { Intrinsics } from '#local/template/intrinsics.ts';

const permission = z.object({
  Action: z.literal('lambda:InvokeFunction'),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string(),
});

const rightOf = ({ Action, FunctionName, SourceArn }: z.output<typeof permission>): Right => {
  const isSource = patternOf(SourceArn);
  return {
    effect: 'Allow',
    action: Action,
    resource: FunctionName,
    covers: ({ action, resource, keys }) =>
      action === Action && resource === FunctionName && [keys['aws:SourceArn'] ?? []].flat().some(isSource),
  };
};

/** What functions let services of AWS do with them, by the service: `apigateway.amazonaws.com`. */
export const permissionsOf = (intrinsics: Intrinsics): ReadonlyMap<string, readonly Right[]> => {
  const all = intrinsics
    .resources('AWS::Lambda::Permission', Object.keys(permission.shape))
    .map(({ properties }) => permission.parse(properties));
  const byPrincipal = Map.groupBy(all, ({ Principal }) => Principal);
  return new Map(Array.from(byPrincipal, ([principal, given]) => [principal, given.map(rightOf)]));
};
