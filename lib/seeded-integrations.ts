import * as z from 'zod';
import { integration } from '#domain/integration.ts';
import { companyFaults, integrationFaults } from '#erp/integration-check.ts';
import { connectors } from '#lib/connectors.ts';

/** An integration whose connector is registered and takes its settings, or whose ERP takes no projects and needs none. */
const seededIntegration = integration.check(
  z.superRefine((given, context) => {
    for (const { path, message } of integrationFaults(given, connectors)) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  }),
);

/** What a stage writes into the ledger: per company one default integration, no id twice, and no project claimed twice. */
export const seededIntegrations = z.array(seededIntegration).superRefine((all, context) => {
  const numbered = all.map((given, position) => ({ given, position }));
  for (const [companyId, own] of Map.groupBy(numbered, ({ given }) => given.company_id)) {
    const faults = companyFaults(
      companyId,
      own.map(({ given }) => given),
    );
    for (const { path, message } of faults) {
      const [index, ...rest] = path;
      const position = own.find((_, at) => at === index)?.position;
      context.addIssue({ code: 'custom', path: position === undefined ? [] : [position, ...rest], message });
    }
  }
});
