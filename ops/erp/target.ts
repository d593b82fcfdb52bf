import type { KnownIntegration } from '#domain/integration.ts';
import { WrongUsage, type Given, type Report, type World } from '#ops/command.ts';
import { companiesOf } from '#ops/request-index.ts';

/** What commands about the way to an ERP take. */
const TARGET = '<company>/<integration>, such as 1/main, or <erp> for all of an ERP, such as xero';

/** Integrations whose exports are meant, and how people named them. */
interface Target {
  readonly typed: string;
  readonly integrations: readonly KnownIntegration[];
}

const SLUG = /^[a-z\d]+(?:-[a-z\d]+)*$/;

/** @throws {WrongUsage} unless one integration or one ERP is named. */
const typedIn = ({
  words,
}: Given): { readonly companyId: number | null; readonly id: string; readonly typed: string } => {
  const [typed = '', ...others] = words;
  const [, company, integration] = /^([1-9]\d{0,14})\/([a-z\d-]{1,64})$/.exec(typed) ?? [];
  if (others.length === 0 && company !== undefined && integration !== undefined) {
    return { companyId: Number(company), id: integration, typed };
  }
  if (others.length === 0 && SLUG.test(typed)) return { companyId: null, id: typed, typed };
  throw new WrongUsage(`Name an integration or an ERP: ${TARGET}.`);
};

const allOf = async (world: World, erp: string): Promise<KnownIntegration[]> => {
  const companies = await companiesOf(world.companies, world.requestIndex);
  const all = await Promise.all(companies.map((companyId) => world.integrations.list(companyId)));
  return all.flat().filter((each) => each.erp === erp);
};

/** The integrations that people named, or what they are told when there are none. @throws {WrongUsage} */
export const targetIn = async (world: World, given: Given): Promise<Target | { readonly unknown: Report }> => {
  const { companyId, id, typed } = typedIn(given);
  const integrations =
    companyId === null
      ? await allOf(world, id)
      : (await world.integrations.list(companyId)).filter((each) => each.id === id);
  if (integrations.length > 0) return { typed, integrations };
  const line =
    companyId === null ? `No integration exports to ${id}.` : `Company ${companyId} has no integration ${id}.`;
  return { unknown: { outcome: 'refused', lines: [line], facts: { target: typed, reason: 'unknown_integration' } } };
};

export const nameOf = ({ company_id, id, erp }: KnownIntegration): string => `${company_id}/${id} (${erp})`;

export const keyOf = ({ company_id, id }: KnownIntegration) => ({ companyId: company_id, integrationId: id });
