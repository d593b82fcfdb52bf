import * as z from 'zod/mini';
import type { Integration } from '#domain/integration.ts';
import { policyFaults } from '#domain/policy-faults.ts';
import { servingFaults } from '#domain/serving.ts';
import type { AnyConnector } from '#erp/connector.ts';
import { unexportedErps } from '#erp/matrix/unexported.ts';

/** Something in an integration that cannot stay so; `path` leads to it. */
export interface IntegrationFault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

const prefixed = (name: string, faults: readonly IntegrationFault[]): IntegrationFault[] =>
  faults.map(({ path, message }) => ({ path: [name, ...path], message }));

/** What a schema has against a value. */
const faultsFoundBy = (check: () => void): IntegrationFault[] => {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof z.core.$ZodError) return error.issues;
    throw error;
  }
};

const idsOf = (erps: readonly { readonly id: string }[]): string => erps.map(({ id }) => id).join(', ');

/** An ERP of the matrix that takes no projects needs no connector, and so no settings. */
const faultsWithoutConnector = (
  { erp, settings }: Pick<Integration, 'erp' | 'settings'>,
  connectors: readonly AnyConnector[],
): IntegrationFault[] => {
  if (!unexportedErps.some(({ id }) => id === erp)) {
    const message = `must be the id of a connector: ${idsOf(connectors)}; or of an ERP that takes no projects: ${idsOf(unexportedErps)}`;
    return [{ path: ['erp'], message }];
  }
  const message = 'is not known: this ERP has no connector';
  return Object.keys(settings).map((key) => ({ path: ['settings', key], message }));
};

/** What is wrong with one integration: its policy, its connector or the lack of one, the settings for that. */
export const integrationFaults = (
  given: Omit<Integration, 'company_id'>,
  connectors: readonly AnyConnector[],
): IntegrationFault[] => {
  const connector = connectors.find(({ id }) => id === given.erp);
  const ofConnector = connector
    ? prefixed(
        'settings',
        faultsFoundBy(() => connector.checkSettings(given.settings)),
      )
    : faultsWithoutConnector(given, connectors);
  return [...prefixed('policy', policyFaults(given)), ...ofConnector];
};

/** What is wrong with credentials for a connector. Names fields, never what is in them. */
export const credentialFaults = (credentials: unknown, connector: AnyConnector): IntegrationFault[] =>
  prefixed(
    'credentials',
    faultsFoundBy(() => connector.checkCredentials(credentials)),
  );

/** What is wrong with the integrations of one company taken together; the path begins with the position of the one at fault. */
export const companyFaults = (companyId: number, own: readonly Integration[]): IntegrationFault[] => {
  const defaults = own.filter(({ is_default }) => is_default).length;
  const ids = new Set(own.map(({ id }) => id));
  return [
    ...(defaults === 1
      ? []
      : [{ path: [], message: `company ${companyId} must have exactly one default integration, not ${defaults}` }]),
    ...(ids.size === own.length
      ? []
      : [{ path: [], message: `company ${companyId} has two integrations with the same id` }]),
    ...servingFaults(own).map(({ index, path, message }) => ({ path: [index, ...path], message })),
  ];
};
