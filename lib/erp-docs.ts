import type { AnyConnector } from '#erp/connector.ts';
import type { Limit } from '#domain/capability.ts';
import type { MatrixRow, Way } from '#domain/capability-matrix.ts';
import { laidOut, table } from '#lib/markdown.ts';

/** Where the page stands, from the project's root. */
export const ERP_DOCS = 'docs/erps.md';
/** Where the registered ones are listed for newcomers. */
export const README = 'README.md';

const WAYS: Record<Way, string> = {
  cloud_call: 'called at once',
  agent_queue: 'fetched by an agent',
  import_file: 'import file',
  link_only: 'link only',
  import_only: 'import only',
};

const yesOrNo = (can: boolean | null): string => (can === null ? 'not said' : can ? 'yes' : 'no');

const limitInWords = ({ field, max, unit, when_longer }: Limit): string =>
  `\`${field}\` ${max} ${unit.replace('_', ' ')}${when_longer === 'cut' ? ', cut when longer' : ''}`;

const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

const overview = (matrix: readonly MatrixRow[]): string =>
  table(
    ['ERP', '`erp` of an integration', 'how', 'export', 'update', 'import', 'link', "Procore's own: export", 'import'],
    matrix.map(({ name, integrate_as, way, capabilities, procore }) => [
      name,
      `\`${integrate_as}\``,
      WAYS[way],
      ...[capabilities.export, capabilities.update, capabilities.import, capabilities.link].map(yesOrNo),
      ...(procore === null ? ['none documented', ''] : [yesOrNo(procore.export), yesOrNo(procore.import)]),
    ]),
  );

const section = ({ name, explanation, limits, prerequisites, differences, procore }: MatrixRow): string => {
  const facts = [
    ...differences,
    ...limits.map((limit) => `Limit: ${limitInWords(limit)} (${limit.source})`),
    ...prerequisites.map(({ message }) => `Needed: ${message}`),
    ...(procore?.sources ?? []).map((source) => `Source: <${source}>`),
  ];
  return [`### ${name}`, explanation, ...(facts.length > 0 ? [list(facts)] : [])].join('\n\n');
};

const pageOf = (matrix: readonly MatrixRow[]): string =>
  [
    '# ERPs',
    'Written by `npm run docs` from the connectors themselves and from what Procore documents of its own (`functions/erp/matrix`): do not edit it. The API serves the same: `GET /rest/v1.0/companies/{company_id}/erps`. What is said of Procore\'s own connectors is what the sources say, some of them older than a year; "not said" means that no page does.',
    '## All',
    overview(matrix),
    '## One by one',
    ...matrix.map(section),
    '',
  ].join('\n\n');

/** The capability matrix as a page for people, laid out as all pages of the project are. */
export const erpDocs = (matrix: readonly MatrixRow[]): Promise<string> => laidOut(pageOf(matrix));

const DELIVERIES: Record<AnyConnector['delivery'], string> = {
  call: 'calls the ERP at once',
  file: 'writes a file that an accountant loads by hand',
};

const registered = (connectors: readonly AnyConnector[]): string =>
  table(
    ['ERP', 'id', 'export', 'update', 'import', 'link', 'how'],
    connectors.map(({ id, name, delivery, capabilities }) => [
      name,
      `[\`${id}\`](functions/erp/${id}/README.md)`,
      ...[capabilities.export, capabilities.update, capabilities.import, capabilities.link].map(yesOrNo),
      DELIVERIES[delivery],
    ]),
  );

/** The README with the table of what is registered now. @throws {Error} when it has no such table. */
export const readmeWithErps = async (readme: string, connectors: readonly AnyConnector[]): Promise<string> => {
  const old = /^\| ERP .*\n(?:\|.*\n)+/m;
  if (!old.test(readme)) throw new Error(`${README} has no table of ERPs.`);
  return laidOut(readme.replace(old, () => `${registered(connectors)}\n`));
};
