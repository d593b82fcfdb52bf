import type { AnyConnector } from '#erp/connector.ts';
import { doubleOf, type MakeDouble } from '#erp/double.ts';
import { connectorOf } from '#erp/registry.ts';
import { fixtureOf, type Fixture } from '#simulation/erp/fixture.ts';

/** A connector with a double of its ERP, and a job that the ERP takes. */
export interface ConnectorUnderTest extends Pick<Fixture, 'job'> {
  readonly connector: AnyConnector;
  readonly makeDouble: MakeDouble;
}

/** Loads a connector, its double and its fixture. @throws {Error} when there is no such connector or double */
export const connectorUnderTest = async (id: string): Promise<ConnectorUnderTest> => {
  const connector = await connectorOf(id);
  const makeDouble = await doubleOf(id);
  const folder = new URL(`../../functions/erp/${id}/`, import.meta.url);
  // On virtual time nothing waits for a file to be read: what a session loads must be there before.
  await Promise.all([import(new URL('client.ts', folder).href), import('#erp/shared-sign-in.ts')]);
  return { connector, makeDouble, job: fixtureOf(id).job };
};
