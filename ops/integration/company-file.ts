import * as z from 'zod';
import { integration, type Integration } from '#domain/integration.ts';
import { companyFaults, integrationFaults, type IntegrationFault } from '#erp/integration-check.ts';
import { strangerAt, within } from '#ops/integration/faults.ts';

type Connectors = Parameters<typeof integrationFaults>[1];

const { company_id: companyId, id, erp } = integration.shape;

const outline = z.strictObject({ company_id: companyId, integrations: z.array(z.unknown()) });
const entries = z.object({ integrations: z.array(z.unknown()) });

/** As in a stage file. The company's id may be left out here: it stands once for all of them. */
const entry = z.object({ ...integration.shape, company_id: z.optional(companyId) });

/** Whose credentials there are to be. */
const owner = z.object({ id, erp });

/** What commands check company files against. */
interface Registered {
  readonly connectors: Connectors;
  /** Ids of the ERPs that the deployment has an export function for. */
  readonly deployed: readonly string[];
}

/** A company's integrations as they stand in its file, and what is wrong with them. */
export interface CompanyFile {
  /** Null when it cannot be read. */
  readonly companyId: number | null;
  /** Those that can be read; all of them when nothing is wrong. */
  readonly integrations: readonly Integration[];
  /** Ids and ERPs, also of integrations that are wrong in other fields. */
  readonly owners: readonly z.output<typeof owner>[];
  readonly faults: readonly IntegrationFault[];
}

const faultsIn = (error: z.ZodError): IntegrationFault[] =>
  error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => strangerAt([...issue.path, key])) : [issue],
  );

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Members that reading left out, deep down. A misspelt member of a policy would otherwise be taken for one that is left out. */
const strangersIn = (given: unknown, read: unknown, path: readonly PropertyKey[] = []): IntegrationFault[] => {
  if (!isRecord(given) || !isRecord(read)) return [];
  return Object.entries(given).flatMap(([key, value]) =>
    Object.hasOwn(read, key) ? strangersIn(value, read[key], [...path, key]) : [strangerAt([...path, key])],
  );
};

const strangersAmong = (given: unknown): IntegrationFault[] =>
  Object.keys(isRecord(given) ? given : {})
    .filter((key) => !Object.hasOwn(entry.shape, key))
    .map((key) => strangerAt([key]));

/** A registered connector whose export function is not there yet. */
const deploymentFaults = (
  given: Pick<Integration, 'erp'>,
  { connectors, deployed }: Registered,
): IntegrationFault[] => {
  if (deployed.includes(given.erp) || !connectors.some((each) => each.id === given.erp)) return [];
  const message = `has no export function in this deployment, which has: ${deployed.join(', ')}. Deploy this release first, then put the file again`;
  return [{ path: ['erp'], message }];
};

const foreignFaults = (of: number | undefined, expected: number | undefined): IntegrationFault[] =>
  of === undefined || of === expected ? [] : [{ path: ['company_id'], message: `must be left out, or ${expected}` }];

/** Reads a company's file, whatever is wrong with it. */
export const readCompanyFile = (given: unknown, registered: Registered): CompanyFile => {
  const head = outline.safeParse(given);
  const company = head.data?.company_id;
  const raw = entries.safeParse(given).data?.integrations ?? [];
  const read = raw.map((each, position) => {
    const { data, error } = entry.safeParse(each);
    const faults = error
      ? [...error.issues, ...strangersAmong(each)]
      : [
          ...foreignFaults(data.company_id, company),
          ...integrationFaults(data, registered.connectors),
          ...deploymentFaults(data, registered),
          ...strangersIn(each, data),
        ];
    return { data, faults: within(['integrations', position], faults) };
  });
  const integrations = read.flatMap(({ data }) =>
    data === undefined || company === undefined ? [] : [{ ...data, company_id: company }],
  );
  const isWhole = company !== undefined && integrations.length === raw.length;
  return {
    companyId: company ?? null,
    integrations,
    owners: raw.flatMap((each) => owner.safeParse(each).data ?? []),
    faults: [
      ...(head.error ? faultsIn(head.error) : []),
      ...read.flatMap(({ faults }) => faults),
      ...(isWhole ? within(['integrations'], companyFaults(company, integrations)) : []),
    ],
  };
};
