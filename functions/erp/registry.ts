import type { AnyConnector } from '#erp/connector.ts';
import { importFile } from '#erp/import-file/index.ts';
import { tryton } from '#erp/tryton/index.ts';

/** Every ERP this service can export to, by id: the name of its folder. */
export const registry = {
  'import-file': importFile,
  tryton,
} as const satisfies Readonly<Record<string, AnyConnector>>;

export type ErpId = keyof typeof registry;

/** True for the id of a registered connector. */
export const isErpId = (id: string): id is ErpId => Object.hasOwn(registry, id);

/** The connector of that id. @throws {Error} naming the ids there are. */
export const connectorOf = (id: string): AnyConnector => {
  if (isErpId(id)) return registry[id];
  throw new Error(`There is no connector "${id}". Registered: ${Object.keys(registry).join(', ')}.`);
};
