import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { problem } from '#domain/capability.ts';
import { matrixRow } from '#domain/capability-matrix.ts';
import { costCode, project } from '#domain/project.ts';
import type { AnyConnector } from '#erp/connector.ts';
import { erps } from '#erp/erps.ts';
import { listedErps } from '#erp/matrix/listed.ts';
import { capabilityMatrix, matrixOf } from '#erp/matrix/matrix.ts';
import { noCommaInAddress, usual } from '#erp/matrix/prerequisites.ts';
import { unexportedErps } from '#erp/matrix/unexported.ts';
import { allConnectors, connectorOf } from '#erp/registry.ts';
import { aSnapshot, costCodes } from '#test/support/records.ts';

const matrix = await capabilityMatrix();
const connectors = await allConnectors();
const rowIn = (rows: typeof matrix, id: string) => rows.find((row) => row.id === id) ?? expect.fail(`no row ${id}`);
const row = (id: string) => rowIn(matrix, id);

/** What Procore's manual and what connects to Procore name, whatever this service can do with it. */
const NAMED = [
  'Acumatica',
  'Acumatica Vision',
  'CMiC',
  'COINS',
  'Deltek ComputerEase',
  'Explorer',
  'Foundation',
  'Infor',
  'JobPac',
  'Jonas',
  'MRI Platform X',
  'MYOB Acumatica',
  'Microsoft Dynamics 365 Business Central',
  'Microsoft Dynamics, other products',
  'Oracle',
  'Oracle NetSuite',
  'PENTA',
  'Premier',
  'QuickBooks Desktop',
  'QuickBooks Online',
  'SAP',
  'Sage 100 Contractor',
  'Sage 300 CRE',
  'Sage Intacct',
  'Viewpoint Spectrum',
  'Viewpoint Vista',
  'Workday',
  'Xero',
  'Yardi Voyager',
];

describe('the capability matrix', () => {
  it('has a row for every ERP that Procore lists, and for every connector', () => {
    expect(listedErps.map(({ name }) => name).sort()).toEqual(NAMED);
    const ids = matrix.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of [...listedErps, ...connectors].map((erp) => erp.id)) expect(ids).toContain(id);
  });

  it('is sorted by name, as people look for it', () => {
    const names = matrix.map(({ name }) => name);
    expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, 'en')));
  });

  it.each(connectors.map((connector): [string, AnyConnector] => [connector.id, connector]))(
    'says of %s what its connector says',
    (id, { capabilities, limits, prerequisites, delivery }) => {
      const said = z.array(problem).parse(prerequisites);
      expect(matrixRow.parse(row(id))).toMatchObject({
        integrate_as: id,
        way: delivery === 'call' ? 'cloud_call' : 'import_file',
        capabilities,
        limits: [...limits],
        prerequisites: said,
      });
    },
  );

  it('types nothing again of an ERP that has a connector', () => {
    const registered = new Set(connectors.map(({ id }) => id));
    const typedTwice = listedErps.filter(({ id, service }) => registered.has(id) && service.by !== 'connector');
    expect(typedTwice.map(({ id }) => id)).toEqual([]);
  });

  it('names fields that projects have, and a source for each limit and for what is said of Procore', () => {
    const fields = new Set([
      'cost_codes',
      ...Object.keys(project.shape).map((key) => `project.${key}`),
      ...Object.keys(costCode.shape).map((key) => `cost_codes.${key}`),
    ]);
    for (const { id, limits, prerequisites, procore, explanation } of matrix) {
      for (const { field } of [...limits, ...prerequisites]) expect(fields, id).toContain(field);
      for (const { source } of limits) expect(source, id).not.toBe('');
      for (const source of procore?.sources ?? []) expect(URL.canParse(source), source).toBe(true);
      if (procore !== null) expect(procore.sources.length, id).toBeGreaterThan(0);
      expect(explanation, id).toMatch(/\.$/);
    }
  });

  it('leads to something that an integration can be made with', async () => {
    for (const { integrate_as: erp, capabilities } of matrix) {
      const isUnexported = unexportedErps.some(({ id }) => id === erp);
      if (isUnexported) expect((await erps({ erp, settings: {} })).capabilities).toEqual(capabilities);
      else expect((await connectorOf(erp)).capabilities).toEqual(capabilities);
    }
  });

  it('tells where this service and Procore differ, and nothing where Procore says nothing', () => {
    expect(row('quickbooks-online').differences).toEqual([
      "This service makes jobs of projects; Procore's own connector does not.",
      "This service changes jobs that exist; Procore's own connector does not.",
      "Procore's own connector makes projects of jobs; this service does not.",
    ]);
    expect(row('yardi-voyager').differences).toEqual([
      "Procore's own connector makes projects of jobs; this service does not.",
    ]);
    expect(row('sap').differences).toEqual([]);
  });
});

describe('an ERP for which a connector is meant', () => {
  const byFile = connectors.find(({ id }) => id === 'import-file')!;
  const called = connectors.find(({ delivery }) => delivery === 'call')!;
  const toy = (id: string): AnyConnector => ({ ...called, id, name: id });

  it('is served by a file until that is registered', () => {
    const rows = matrixOf([byFile]);
    expect(rowIn(rows, 'sage-intacct')).toMatchObject({ integrate_as: 'import-file', way: 'import_file' });
    expect(rowIn(rows, 'sage-intacct').explanation).toContain('which an accountant loads into Sage Intacct by hand.');
  });

  it('is served by it from then on', () => {
    const rows = matrixOf([byFile, toy('sage-intacct')]);
    expect(rowIn(rows, 'sage-intacct')).toMatchObject({ integrate_as: 'sage-intacct', way: 'cloud_call' });
    expect(rowIn(rows, 'sage-intacct').explanation).toContain('Sage Intacct is called at once');
  });

  it('is served by one of its own, though a file was meant for it', () => {
    expect(rowIn(matrixOf([byFile, toy('vista')]), 'vista')).toMatchObject({ integrate_as: 'vista', limits: [] });
  });

  it('may share it with others', () => {
    const rows = matrixOf([byFile, toy('acumatica')]);
    for (const id of ['acumatica', 'acumatica-vision', 'myob-acumatica']) {
      expect(rowIn(rows, id)).toMatchObject({ integrate_as: 'acumatica', way: 'cloud_call' });
    }
    expect(rowIn(rows, 'myob-acumatica').explanation).toContain('by the connector acumatica.');
  });

  it('gets a row though Procore does not list it', () => {
    expect(rowIn(matrixOf([byFile, toy('seventh')]), 'seventh')).toMatchObject({ procore: null, differences: [] });
  });
});

describe('an ERP that takes no projects', () => {
  it.each(unexportedErps.map(({ id }) => id))('%s exports nothing, and says what people do instead', async (id) => {
    const erp = await erps({ erp: id, settings: {} });
    expect(erp.capabilities).toMatchObject({ export: false, update: false });
    expect(erp.no_export?.code).toBe(row(id).way);
    expect(erp.no_export?.message).toContain(`in ${erp.name}`);
    expect(row(id).explanation).toContain(erp.no_export?.message);
    expect([erp.accept_fields, erp.can_look_up]).toEqual([[], false]);
  });

  it('is no ERP whose jobs a file could carry, nor one that nobody knows', async () => {
    for (const erp of ['vista', 'constructor', 'nobody']) {
      await expect(erps({ erp, settings: {} })).rejects.toThrow(`There is no connector "${erp}"`);
    }
  });
});

describe('what Procore states for every export', () => {
  const unmet = (snapshot = aSnapshot()) => usual.filter(({ met }) => !met(snapshot)).map(({ code }) => code);

  it('is met by a project as it should be', () => {
    expect(unmet()).toEqual([]);
  });

  it('asks for a cost type of each cost code', () => {
    const [first, second] = costCodes(2);
    expect(unmet(aSnapshot({ cost_codes: [first!, { ...second!, line_item_types: [] }] }))).toEqual([
      'cost_code_without_type',
    ]);
  });

  it('asks some for an address without a comma', () => {
    const met = (project: object) => noCommaInAddress.met(aSnapshot({ project }));
    expect([met({ address: '1 Quay Street' }), met({ address: '1, Quay Street' }), met({})]).toEqual([
      true,
      false,
      true,
    ]);
  });
});
