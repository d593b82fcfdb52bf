import type { Capabilities } from '#domain/capability.ts';
import type { MatrixRow, Way } from '#domain/capability-matrix.ts';
import type { AnyConnector } from '#erp/connector.ts';
import { explanationOf } from '#erp/matrix/explanation.ts';
import { listedErps } from '#erp/matrix/listed.ts';
import type { ListedErp } from '#erp/matrix/listed-erp.ts';
import { unexportedCapabilities } from '#erp/matrix/unexported.ts';
import { allConnectors } from '#erp/registry.ts';

/** What serves every ERP that nothing else does. */
const BY_HAND = 'import-file';

const wayOf = { call: 'cloud_call', file: 'import_file' } as const satisfies Record<AnyConnector['delivery'], Way>;

const WORDS: Record<keyof Capabilities, string> = {
  export: 'makes jobs of projects',
  update: 'changes jobs that exist',
  import: 'makes projects of jobs',
  link: 'ties projects to jobs that exist',
};

const CAPABILITIES = ['export', 'update', 'import', 'link'] as const;

/** Where something is documented of Procore's connector that is otherwise here. */
const differencesOf = (own: Capabilities, procore: MatrixRow['procore']): string[] =>
  CAPABILITIES.filter((name) => typeof procore?.[name] === 'boolean' && procore[name] !== own[name]).map((name) =>
    own[name]
      ? `This service ${WORDS[name]}; Procore's own connector does not.`
      : `Procore's own connector ${WORDS[name]}; this service does not.`,
  );

type OwnPart = Pick<MatrixRow, 'integrate_as' | 'way' | 'capabilities' | 'limits' | 'prerequisites'>;

/** A connector's own words. */
const saidBy = ({ id, delivery, capabilities, limits, prerequisites }: AnyConnector): OwnPart => ({
  integrate_as: id,
  way: wayOf[delivery],
  capabilities,
  limits: [...limits],
  prerequisites: [...prerequisites],
});

const ownPartOf = ({ id, service }: ListedErp, connectors: ReadonlyMap<string, AnyConnector>): OwnPart => {
  const connector = connectors.get(id) ?? (service.by === 'connector' ? connectors.get(service.connector) : undefined);
  if (connector !== undefined) return saidBy(connector);
  if (service.by === 'import_only' || service.by === 'link_only') {
    const { limits = [], prerequisites = [] } = service.by === 'link_only' ? service : {};
    return {
      integrate_as: id,
      way: service.by,
      capabilities: unexportedCapabilities(service.by),
      limits: [...limits],
      prerequisites: [...prerequisites],
    };
  }
  const byHand = connectors.get(BY_HAND);
  if (byHand === undefined) throw new Error(`There is no connector "${BY_HAND}".`);
  const { limits, prerequisites } = service.by === 'import_file' ? service : byHand;
  return { ...saidBy(byHand), limits: [...limits], prerequisites: [...prerequisites] };
};

const rowOf = (listed: ListedErp, connectors: ReadonlyMap<string, AnyConnector>): MatrixRow => {
  const { id, name, procore, note } = listed;
  const own = ownPartOf(listed, connectors);
  const explanation = [explanationOf({ ...own, id, name, service: listed.service }), note].filter(Boolean).join(' ');
  return { id, name, ...own, explanation, procore, differences: differencesOf(own.capabilities, procore) };
};

/** A connector for an ERP that Procore does not list. */
const unlisted = ({ id, name }: AnyConnector): ListedErp => ({
  id,
  name,
  service: { by: 'connector', connector: id },
  procore: null,
  note: '',
});

/** The rows that these connectors and the ERPs that Procore lists make, by name. */
export const matrixOf = (registered: readonly AnyConnector[]): MatrixRow[] => {
  const connectors = new Map(registered.map((connector) => [connector.id, connector]));
  const listed = new Set(listedErps.map(({ id }) => id));
  const all = [...listedErps, ...[...connectors.values()].filter(({ id }) => !listed.has(id)).map(unlisted)];
  return all.map((erp) => rowOf(erp, connectors)).sort((a, b) => a.name.localeCompare(b.name, 'en'));
};

/** Every ERP that is known here: what Procore lists, and every registered connector. */
export const capabilityMatrix = async (): Promise<MatrixRow[]> => matrixOf(await allConnectors());
