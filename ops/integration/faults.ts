import type { IntegrationFault } from '#erp/integration-check.ts';

/** Faults of a part, as faults of the whole. */
export const within = (path: readonly PropertyKey[], faults: readonly IntegrationFault[]): IntegrationFault[] =>
  faults.map((fault) => ({ ...fault, path: [...path, ...fault.path] }));

const CREDENTIALS_ELSEWHERE =
  'must not stand here: credentials come in a file of their own or by standard input, see --credentials';

/** A member that a file of this kind does not have. */
export const strangerAt = (path: readonly PropertyKey[]): IntegrationFault => ({
  path,
  message: path.at(-1) === 'credentials' ? CREDENTIALS_ELSEWHERE : 'is not known',
});

/** A fault for people and programs: the path to the field by dots. */
export const shownFault = ({
  path,
  message,
}: IntegrationFault): { readonly path: string; readonly message: string } => ({
  path: path.map(String).join('.'),
  message,
});
