import type * as z from 'zod';
import { parseJson, type Json } from '#local/json.ts';
import type { ConditionKeys } from '#local/access/condition.ts';
import type { Need } from '#local/access/policy.ts';
import type { WholeRequest } from '#local/access/guard.ts';

/** What a request to a service needs, by the service's own reference of actions, resources and condition keys. */
export type NeedsOf = (request: WholeRequest) => readonly Need[];

/** No role has a right to what is not known here. */
export const UNKNOWN_RESOURCE = '*';

export const need = (action: string, resource: string, keys: ConditionKeys = {}): Need => ({ action, resource, keys });

/** The needs of an operation from its input. */
type OfOperation = (input: Json) => readonly Need[];

/** A schema and what follows from what it finds. */
export const from =
  <T>(form: z.ZodType<T>, needs: (input: T) => readonly Need[]): OfOperation =>
  (input) =>
    needs(form.parse(input));

/** Of a service that speaks AWS JSON; `service` is its prefix in policies. */
export const jsonNeeds =
  (service: string, operations: Readonly<Record<string, OfOperation>>): NeedsOf =>
  ({ headers, body }) => {
    const target = String(headers['x-amz-target']);
    const operation = target.slice(target.indexOf('.') + 1);
    const of = operations[operation];
    return of?.(parseJson(String(body)) ?? null) ?? [need(`${service}:${operation}`, UNKNOWN_RESOURCE)];
  };
