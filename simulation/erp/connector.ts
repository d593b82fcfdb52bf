import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { AnyConnector } from '#erp/connector.ts';
import type { ErpDouble, MakeDouble } from '#erp/double.ts';
import { connectorOf } from '#erp/registry.ts';

/** A connector with a double of its ERP, and a project that the ERP takes. */
export interface ConnectorUnderTest {
  readonly connector: AnyConnector;
  readonly makeDouble: MakeDouble;
  readonly project: Readonly<Record<string, unknown>>;
  readonly costCodes: readonly unknown[];
  /** What its approvers fill in. */
  readonly fields: Readonly<Record<string, string>>;
}

const module = z.object({ erpDouble: z.custom<(...options: Parameters<MakeDouble>) => ErpDouble>() });

const fixture = z.object({
  job: z.object({
    project: z.record(z.string(), z.unknown()),
    cost_codes: z.array(z.unknown()),
    fields: z.record(z.string(), z.string()),
  }),
});

/** Loads a connector, its double and its fixture. @throws {Error} when there is no such connector or double */
export const connectorUnderTest = async (id: string): Promise<ConnectorUnderTest> => {
  const folder = new URL(`../../functions/erp/${id}/`, import.meta.url);
  const connector = await connectorOf(id);
  const { erpDouble } = module.parse(await import(new URL('double.ts', folder).href));
  const { job } = fixture.parse(JSON.parse(await readFile(new URL('fixtures/create-project.json', folder), 'utf8')));
  const { job_id: _, ...fields } = job.fields;
  return { connector, makeDouble: erpDouble, project: job.project, costCodes: job.cost_codes, fields };
};
