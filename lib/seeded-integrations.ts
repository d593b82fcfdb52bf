import * as z from 'zod';
import { integration, type Integration } from '#domain/integration.ts';
import { policyFaults } from '#domain/policy-faults.ts';
import { unexportedErps } from '#erp/matrix/unexported.ts';
import { connectors } from '#lib/connectors.ts';

const idsOf = (erps: readonly { readonly id: string }[]): string => erps.map(({ id }) => id).join(', ');

/** An ERP of the matrix that takes no projects needs no connector, and so no settings. */
const faultsWithoutConnector = ({ erp, settings }: Integration): { path: string[]; message: string }[] => {
  if (!unexportedErps.some(({ id }) => id === erp)) {
    const message = `must be the id of a connector: ${idsOf(connectors)}; or of an ERP that takes no projects: ${idsOf(unexportedErps)}`;
    return [{ path: ['erp'], message }];
  }
  return Object.keys(settings).map((key) => ({
    path: ['settings', key],
    message: 'is not known: this ERP has no connector',
  }));
};

/** An integration whose connector is registered and takes its settings, or whose ERP takes no projects and needs none. */
const seededIntegration = integration.check(
  z.superRefine((given, context) => {
    const { erp, settings } = given;
    for (const { path, message } of policyFaults(given)) {
      context.addIssue({ code: 'custom', path: ['policy', ...path], message });
    }
    const connector = connectors.find(({ id }) => id === erp);
    if (connector === undefined) {
      for (const { path, message } of faultsWithoutConnector(given))
        context.addIssue({ code: 'custom', path, message });
      return;
    }
    try {
      connector.checkSettings(settings);
    } catch (error) {
      if (!(error instanceof z.core.$ZodError)) throw error;
      for (const { path, message } of error.issues) {
        context.addIssue({ code: 'custom', path: ['settings', ...path], message });
      }
    }
  }),
);

/** What is wrong with the integrations of one company taken together. */
const faultsOf = (companyId: number, own: readonly Integration[]): string[] => {
  const defaults = own.filter(({ is_default }) => is_default).length;
  const ids = new Set(own.map(({ id }) => id));
  return [
    ...(defaults === 1 ? [] : [`company ${companyId} must have exactly one default integration, not ${defaults}`]),
    ...(ids.size === own.length ? [] : [`company ${companyId} has two integrations with the same id`]),
  ];
};

/** What a stage writes into the ledger: per company one default integration, and no id twice. */
export const seededIntegrations = z.array(seededIntegration).superRefine((all, context) => {
  const byCompany = Map.groupBy(all, ({ company_id }) => company_id);
  for (const message of [...byCompany].flatMap(([companyId, own]) => faultsOf(companyId, own))) {
    context.addIssue({ code: 'custom', message });
  }
});
