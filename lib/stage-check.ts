import type * as z from 'zod';
import { stageExample } from '#lib/stage-example.ts';
import { stageSettings, type Stage } from '#lib/stage-settings.ts';

/** The example's value for a field; of a list it shows the first. */
const exampleFor = (path: readonly PropertyKey[]): string => {
  const value = path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? Reflect.get(inner, typeof key === 'number' ? 0 : key) : undefined,
    stageExample,
  );
  return value === undefined ? '' : ` (for example ${JSON.stringify(value)})`;
};

/** What is the matter with a key of a record, zod says one level below. */
const matterWith = (issue: z.core.$ZodIssue): string =>
  (issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined) ?? issue.message;

const explain = (issue: z.core.$ZodIssue): string =>
  issue.path.length === 0
    ? `  ${issue.message}`
    : `  ${issue.path.join('.')}: ${matterWith(issue)}${exampleFor(issue.path)}`;

/** lib/stages.ts holds something that cannot be deployed. The message says what to change. */
export class WrongSettings extends Error {
  override readonly name = 'WrongSettings';
}

/** @throws {WrongSettings} naming every field at fault, each with an example. */
export const checkStage = (settings: unknown): Stage => {
  const checked = stageSettings.safeParse(settings);
  if (checked.success) return checked.data;
  throw new WrongSettings(['The settings of the stage are wrong:', ...checked.error.issues.map(explain)].join('\n'));
};
