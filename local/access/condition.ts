import * as z from 'zod';
import { patternOf } from '#local/access/pattern.ts';

/**
 * Values of the condition keys that a request has. `unknown`: AWS knows it and nobody here works it out, so no policy may ask
 * for it.
 */
export type ConditionKeys = Readonly<Record<string, readonly string[] | 'unknown'>>;

/** True when the keys of a request fulfil it. @throws {Error} when it asks for a key that is not known here. */
export type Condition = (keys: ConditionKeys) => boolean;

const comparisons: Readonly<Record<string, (wanted: string) => (value: string) => boolean>> = {
  StringEquals: (wanted) => (value) => value === wanted,
  StringLike: patternOf,
};

const block = z.record(z.string(), z.record(z.string(), z.union([z.string(), z.array(z.string())])));

const valuesOf = (keys: ConditionKeys, key: string): readonly string[] => {
  const values = keys[key] ?? [];
  if (values === 'unknown') throw new Error(`A policy asks for ${key} of a request for which it is not known here.`);
  return values;
};

/** A key with several values in the request needs an operator that says what is to hold for them. */
const onlyOf = (keys: ConditionKeys, key: string): string | undefined => {
  const [value, ...others] = valuesOf(keys, key);
  if (others.length > 0) throw new Error(`A policy compares ${key} as if the request had one value of it.`);
  return value;
};

/**
 * One operator on one key. A key that the request does not have fulfils no comparison, but `ForAllValues` as a whole:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const conditionOf = (operator: string, key: string, wanted: readonly string[]): Condition => {
  const [quantifier, name = ''] = operator.includes(':') ? operator.split(':') : [null, operator];
  const comparison = comparisons[name];
  if (comparison === undefined || (quantifier !== null && quantifier !== 'ForAllValues'))
    throw new Error(`A policy uses the condition operator ${operator}, which is not known here.`);
  const tests = wanted.map(comparison);
  const isWanted = (value: string): boolean => tests.some((test) => test(value));
  if (quantifier !== null) return (keys) => valuesOf(keys, key).every(isWanted);
  return (keys) => {
    const value = onlyOf(keys, key);
    return value !== undefined && isWanted(value);
  };
};

/** The `Condition` of a statement: all of its operators and keys. @throws {Error} for an operator that is not known here. */
export const conditionIn = (given: unknown): Condition => {
  const all = Object.entries(block.parse(given)).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, wanted]) => conditionOf(operator, key, [wanted].flat())),
  );
  return (keys) => all.every((each) => each(keys));
};
