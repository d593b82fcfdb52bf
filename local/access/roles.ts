import * as z from 'zod';
import { rightsOf, type Right } from '#local/access/policy.ts';
import type { Intrinsics } from '#local/template/intrinsics.ts';

/** What each role may do, by its ARN. */
export type Roles = ReadonlyMap<string, readonly Right[]>;

const policy = z.object({ PolicyDocument: z.unknown(), Roles: z.array(z.string()) });

/** Members of a role that give it rights, too, and that this stack does without. */
const OTHER_RIGHTS = ['ManagedPolicyArns', 'Policies', 'PermissionsBoundary'];

/** The roles of the template. @throws {Error} when one has its rights in a way that is not known here. */
export const rolesOf = (intrinsics: Intrinsics): Roles => {
  const policies = intrinsics
    .resources('AWS::IAM::Policy', Object.keys(policy.shape))
    .map(({ properties }) => policy.parse(properties))
    .map(({ PolicyDocument, Roles: roles }) => ({ rights: rightsOf(PolicyDocument), roles }));
  const entries = intrinsics.resources('AWS::IAM::Role', OTHER_RIGHTS).map(({ logicalId, properties }) => {
    const [other] = Object.keys(z.record(z.string(), z.unknown()).parse(properties));
    if (other !== undefined) throw new Error(`${logicalId} has ${other}, which is not known here.`);
    const own = policies.filter(({ roles }) => roles.includes(intrinsics.ref(logicalId)));
    return [intrinsics.attribute(logicalId, 'Arn'), own.flatMap(({ rights }) => rights)] as const;
  });
  return new Map(entries);
};
