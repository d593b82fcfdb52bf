import type { LocalErp } from '#local/erp/local-erp.ts';
import { INTEGRATION } from '#local/stage.ts';
import type { FunctionSpec } from '#local/template/functions.ts';

/** The secret with which company 1 signs in to its ERP, by the name its export function looks for. */
export const credentialSecrets = (
  { id, credentials }: Pick<LocalErp, 'id' | 'credentials'>,
  functions: readonly FunctionSpec[],
): ReadonlyMap<string, string> => {
  if (credentials === undefined) return new Map();
  const exporter = functions.find(({ environment }) => environment['ERP'] === id);
  const prefix = exporter?.environment['SECRET_PREFIX'];
  if (prefix === undefined) throw new Error(`The function that exports to ${id} reads no secrets.`);
  return new Map([[`${prefix}/1/${INTEGRATION}/${id}`, JSON.stringify(credentials)]]);
};
