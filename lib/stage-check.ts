import type * as z from 'zod';
import { stageExample } from '#lib/stage-example.ts';
import { stageSettings, type Stage } from '#lib/stage-settings.ts';

/** The example's value for a field. */
const exampleFor = (path: readonly PropertyKey[]): string => {
  const value = path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    stageExample,
  );
  return value === undefined ? '' : ` (for example ${JSON.stringify(value)})`;
};

const explain = ({ path, message }: z.core.$ZodIssue): string =>
  path.length === 0 ? `  ${message}` : `  ${path.join('.')}: ${message}${exampleFor(path)}`;

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
