import * as z from 'zod';
import { conditionIn, type Condition, type ConditionKeys } from '#local/access/condition.ts';
import { patternOf } from '#local/access/pattern.ts';

/** What a request needs: an action on a resource. */
export interface Need {
  /** `dynamodb:GetItem` */
  readonly action: string;
  /** ARN, or `*` where the service knows no resources for the action. */
  readonly resource: string;
  readonly keys: ConditionKeys;
}

/** One action on one resource of one statement: what a policy says, in its smallest parts. */
export interface Right {
  readonly effect: 'Allow' | 'Deny';
  /** May hold `*` and `?`, as `resource` may. */
  readonly action: string;
  readonly resource: string;
  covers(need: Need): boolean;
}

const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

/** Strict: a member that is not known here, such as `NotAction`, would change what the rest means. */
const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore,
  Resource: oneOrMore,
  Condition: z.unknown().optional(),
});
const policyDocument = z.strictObject({ Version: z.literal('2012-10-17'), Statement: z.array(statement) });

const requirePlain = (text: string): string => {
  if (text.includes('${')) throw new Error(`A policy uses a variable, which is not known here: ${text}`);
  return text;
};

const rightOf = (effect: Right['effect'], action: string, resource: string, condition: Condition | null): Right => {
  // Capitals make no difference in actions.
  const isAction = patternOf(action.toLowerCase());
  const isResource = patternOf(requirePlain(resource));
  return {
    effect,
    action,
    resource,
    covers: (need) =>
      isAction(need.action.toLowerCase()) && isResource(need.resource) && (condition === null || condition(need.keys)),
  };
};

/** What a policy document says. @throws {Error} when it uses what is not known here. */
export const rightsOf = (document: unknown): Right[] =>
  policyDocument.parse(document).Statement.flatMap(({ Effect, Action, Resource, Condition: given }) => {
    const condition = given === undefined ? null : conditionIn(given);
    return Action.flatMap((action) => Resource.map((resource) => rightOf(Effect, action, resource, condition)));
  });

/** Whether a request is let through: by which rights, or whether a policy says no or none says yes. */
export type Decision =
  | { readonly isAllowed: true; readonly by: readonly Right[] }
  | { readonly isAllowed: false; readonly isDenied: boolean };

/**
 * IAM's decision within one account, for a role without permissions boundary: an explicit deny wins, else an allow is needed.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export const decide = (rights: readonly Right[], need: Need): Decision => {
  const by = rights.filter((right) => right.covers(need));
  const isDenied = by.some(({ effect }) => effect === 'Deny');
  return isDenied || by.length === 0 ? { isAllowed: false, isDenied } : { isAllowed: true, by };
};
