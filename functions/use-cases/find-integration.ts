import { notFound } from '#domain/errors.ts';
import type { KnownIntegration } from '#domain/integration.ts';
import type { Integrations } from '#domain/ports.ts';

/** The integration that serves a company's projects, or null when the company has none. */
export const defaultIntegration = async (
  integrations: Integrations,
  companyId: number,
): Promise<KnownIntegration | null> =>
  (await integrations.list(companyId)).find(({ is_default }) => is_default) ?? null;

/**
 * The integration of that id.
 * @throws {DomainError} `not_found` when the company has no such integration (any more).
 */
export const integrationOf = async (
  integrations: Integrations,
  companyId: number,
  id: string,
): Promise<KnownIntegration> => {
  const found = (await integrations.list(companyId)).find((integration) => integration.id === id);
  if (found === undefined) throw notFound();
  return found;
};
