import { canonicalJson } from '#domain/canonical.ts';
import { configuredOf, type Integration, type KnownIntegration } from '#domain/integration.ts';
import { retiredBy } from '#use-cases/put-integrations.ts';

/** What becomes of one of a company's integrations. */
export interface IntegrationChange {
  readonly id: string;
  readonly becomes: 'added' | 'changed' | 'unchanged' | 'retired';
  /** Names of the fields that change, never what is in them. */
  readonly fields: readonly string[];
}

/** Each field as text by its name; those of settings and policy one by one. */
const fieldsOf = ({ settings, policy, ...rest }: Integration): Map<string, string> => {
  const below = (name: string, fields: object) =>
    Object.entries(fields).map(([key, value]: [string, unknown]) => [`${name}.${key}`, value] as const);
  const all = [...Object.entries(rest), ...below('settings', settings), ...below('policy', policy)];
  return new Map(all.map(([name, value]) => [name, canonicalJson(value)]));
};

const changeOf = (listed: Integration, before: KnownIntegration | undefined): IntegrationChange => {
  const { id } = listed;
  if (before === undefined) return { id, becomes: 'added', fields: [] };
  const [old, next] = [fieldsOf(configuredOf(before)), fieldsOf(listed)];
  const names = new Set([...old.keys(), ...next.keys()]);
  const fields = [...names].filter((name) => old.get(name) !== next.get(name)).sort();
  return { id, becomes: fields.length === 0 ? 'unchanged' : 'changed', fields };
};

/** What a list makes of the integrations that a company has. */
export const changesOf = (
  listed: readonly Integration[],
  stored: readonly KnownIntegration[],
): readonly IntegrationChange[] => [
  ...listed.map((each) =>
    changeOf(
      each,
      stored.find(({ id }) => id === each.id),
    ),
  ),
  ...retiredBy(listed, stored).map(({ id }): IntegrationChange => ({ id, becomes: 'retired', fields: [] })),
];
