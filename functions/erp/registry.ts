import type { AnyConnector } from '#erp/connector.ts';

/**
 * Every ERP this service can export to, by id: the name of its folder. Loaded one by one, so that what runs for one company
 * does not wait for the connectors of all others.
 */
export const registry: Readonly<Record<string, () => Promise<{ readonly connector: AnyConnector }>>> = {
  'import-file': () => import('#erp/import-file/index.ts'),
  tryton: () => import('#erp/tryton/index.ts'),
  'sage-intacct': () => import('#erp/sage-intacct/index.ts'),
  xero: () => import('#erp/xero/index.ts'),
  'quickbooks-online': () => import('#erp/quickbooks-online/index.ts'),
  netsuite: () => import('#erp/netsuite/index.ts'),
  acumatica: () => import('#erp/acumatica/index.ts'),
  'business-central': () => import('#erp/business-central/index.ts'),
};

const loaded = new Map<string, AnyConnector>();

/** The connector of that id. @throws {Error} naming the ids there are. */
export const connectorOf = async (id: string): Promise<AnyConnector> => {
  const known = loaded.get(id);
  if (known !== undefined) return known;
  const load = Object.hasOwn(registry, id) ? registry[id] : undefined;
  if (load === undefined)
    throw new Error(`There is no connector "${id}". Registered: ${Object.keys(registry).join(', ')}.`);
  const { connector } = await load();
  loaded.set(id, connector);
  return connector;
};

/** All of them, for whoever deploys, documents or tests. */
export const allConnectors = (): Promise<AnyConnector[]> => Promise.all(Object.keys(registry).map(connectorOf));
