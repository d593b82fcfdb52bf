import type { KnownIntegration } from '#domain/integration.ts';
import { WrongUsage, type Given, type Report, type World } from '#ops/command.ts';

/** What commands about one company take. */
const COMPANY = '<company>, such as 1';

/** What commands about one integration take. */
const INTEGRATION = '<company>/<integration>, such as 1/main';

/** How people name an integration. */
interface IntegrationName {
  readonly companyId: number;
  readonly integrationId: string;
}

/** @throws {WrongUsage} unless exactly one company is named. */
export const companyIn = ({ words }: Given): number => {
  const [word = '', ...others] = words;
  if (others.length > 0 || !/^[1-9]\d{0,14}$/.test(word)) throw new WrongUsage(`Name one company: ${COMPANY}.`);
  return Number(word);
};

/** @throws {WrongUsage} unless exactly one integration is named. */
const integrationIn = ({ words }: Given): IntegrationName => {
  const [word = '', ...others] = words;
  const [, companyId, integrationId] = /^([1-9]\d{0,14})\/([a-z\d-]{1,64})$/.exec(word) ?? [];
  if (others.length > 0 || companyId === undefined || integrationId === undefined)
    throw new WrongUsage(`Name one integration: ${INTEGRATION}.`);
  return { companyId: Number(companyId), integrationId };
};

/** The integration that people named, or what they are told when there is none. @throws {WrongUsage} */
export const findIntegration = async (
  { integrations }: World,
  given: Given,
): Promise<{ found: KnownIntegration } | { unknown: Report }> => {
  const { companyId, integrationId } = integrationIn(given);
  const found = (await integrations.list(companyId)).find(({ id }) => id === integrationId);
  if (found !== undefined) return { found };
  const lines = [`Company ${companyId} has no integration ${integrationId}.`];
  const facts = { company_id: companyId, integration_id: integrationId, reason: 'unknown_integration' };
  return { unknown: { outcome: 'refused', lines, facts } };
};
