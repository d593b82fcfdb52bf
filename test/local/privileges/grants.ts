import type { AwsCall } from '#local/access/access.ts';
import type { Right } from '#local/access/policy.ts';

/** What somebody may do: `role action resource`. */
export type Grant = string;

export const grantOf = (principal: string | null, { action, resource }: Right): Grant =>
  `${principal?.split('/').at(-1)} ${action} ${resource}`;

/** A grant that stays although nothing here needs it. */
export interface Unneeded {
  readonly grant: RegExp;
  readonly reason: string;
}

/** All that the policies allow. */
export const grantsOf = (rights: ReadonlyMap<string, readonly Right[]>): readonly Grant[] =>
  [...rights].flatMap(([principal, own]) => own.map((right) => grantOf(principal, right)));

/** Those without which some call would have been refused. A grant beside another that allows the same is none of them. */
export const neededBy = (calls: readonly AwsCall[]): ReadonlySet<Grant> =>
  new Set(
    calls.flatMap(({ caller, by: [right, ...others] }) =>
      right === undefined || others.length > 0 ? [] : [grantOf(caller.principal, right)],
    ),
  );

/** Grants that no call needs and nobody explains, and explanations that explain nothing. */
export const compare = (granted: readonly Grant[], needed: ReadonlySet<Grant>, unneeded: readonly Unneeded[]) => {
  const idle = granted.filter((grant) => !needed.has(grant));
  return {
    unexplained: idle.filter((grant) => !unneeded.some((each) => each.grant.test(grant))),
    outdated: unneeded.filter(({ grant }) => !idle.some((each) => grant.test(each))).map(({ grant }) => grant.source),
  };
};
