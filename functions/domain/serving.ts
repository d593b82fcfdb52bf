import * as z from 'zod/mini';
import type { Project } from '#domain/project.ts';

/** By which of a project's fields integrations may be chosen. The order is the one in which they decide, the narrowest first. */
export const servingFields = ['department', 'office', 'program', 'region', 'state_code', 'country_code'] as const;
export type ServingField = (typeof servingFields)[number];

const value = z.union(
  [z.int().check(z.positive()), z.string().check(z.trim(), z.minLength(1), z.maxLength(200))],
  "must be a name, or Procore's id as a number",
);

/** Projects that an integration serves: those with one of the values in the field. */
export const servingRule = z.object({
  field: z.enum(servingFields),
  /** Text as it stands in Procore, in upper or lower case; a number is the id of the department, office, program or region. */
  values: z.array(value).check(z.minLength(1), z.maxLength(500)),
});
export type ServingRule = z.infer<typeof servingRule>;
type Value = z.infer<typeof value>;

/** What choosing needs to know of an integration. */
export interface Serving {
  readonly id: string;
  readonly is_default: boolean;
  readonly serves: readonly ServingRule[];
}

/** Names of Procore's nested objects, and ids beside them: a project may come with either. */
const named = (nested: Readonly<Record<string, unknown>> | undefined): unknown[] => [nested?.['id'], nested?.['name']];

const VALUES: Readonly<Record<ServingField, (project: Project) => readonly unknown[]>> = {
  department: ({ department_ids: ids = [], departments = [] }) => [...ids, ...departments.flatMap(named)],
  office: ({ office_id: id, office }) => [id, ...named(office)],
  program: ({ program_id: id, program }) => [id, ...named(program)],
  region: ({ project_region_id: id, project_region: region }) => [id, ...named(region)],
  state_code: ({ state_code: code }) => [code],
  country_code: ({ country_code: code }) => [code],
};

const keyOf = (given: Value): Value => (typeof given === 'string' ? given.trim().toLowerCase() : given);

const isValue = (given: unknown): given is Value => typeof given === 'string' || typeof given === 'number';

const claims = ({ serves }: Serving, field: ServingField, wanted: Value): boolean =>
  serves.some((rule) => rule.field === field && rule.values.some((each) => keyOf(each) === wanted));

/**
 * The integration that serves a project: fields are asked in the order of {@link servingFields}, and the first value that an
 * integration claims decides, also of a project in several departments. The default one serves the rest; null without one.
 */
export const servedBy = <I extends Serving>(integrations: readonly I[], project: Project): I | null => {
  for (const field of servingFields) {
    for (const given of VALUES[field](project).filter(isValue)) {
      const claimant = integrations.find((each) => claims(each, field, keyOf(given)));
      if (claimant !== undefined) return claimant;
    }
  }
  return integrations.find(({ is_default }) => is_default) ?? null;
};

/** It takes new projects. One that the stage file no longer lists is kept for its requests alone. */
export const isInService = ({ is_default, serves }: Serving): boolean => is_default || serves.length > 0;

/** Two integrations that want the same projects; `index` tells which one is at fault, `path` where in it. */
export interface ServingFault {
  readonly index: number;
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What is wrong with the rules of one company's integrations taken together; empty when nothing is. */
export const servingFaults = (integrations: readonly Serving[]): ServingFault[] => {
  const claimed = new Map<string, string>();
  return integrations.flatMap(({ id, serves }, index) =>
    serves.flatMap(({ field, values }, rule) =>
      values.flatMap((given, position): ServingFault[] => {
        const key = JSON.stringify([field, keyOf(given)]);
        const other = claimed.get(key) ?? id;
        claimed.set(key, other);
        if (other === id) return [];
        const path = ['serves', rule, 'values', position];
        return [{ index, path, message: `is claimed by the integration ${other} too` }];
      }),
    ),
  );
};
