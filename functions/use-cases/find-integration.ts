import { notFound } from '#domain/errors.ts';
import type { KnownIntegration } from '#domain/integration.ts';
import type { Integrations } from '#domain/ports.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import type { Project } from '#domain/project.ts';
import { isInService, servedBy } from '#domain/serving.ts';

/** The integration whose job the project is, as long as that takes projects: whatever the rules say, a job stays where it is. */
const keeperOf = (
  inService: readonly KnownIntegration[],
  record: Pick<ProjectRecord, 'synced'> | null,
): KnownIntegration | undefined => inService.find(({ id }) => id === record?.synced?.integration_id);

/** The integration through which a project would be sent, or null when the company has none for it. */
export const integrationFor = (
  integrations: readonly KnownIntegration[],
  project: Project,
  record: Pick<ProjectRecord, 'synced'> | null,
): KnownIntegration | null => {
  const inService = integrations.filter(isInService);
  return keeperOf(inService, record) ?? servedBy(inService, project);
};

/**
 * The integrations that may serve a project of which nothing is known but its record: the one whose job it is, else the one that
 * it was last sent through, else any that takes projects, the default one first.
 */
export const possibleIntegrations = (
  integrations: readonly KnownIntegration[],
  record: Pick<ProjectRecord, 'synced' | 'request'> | null,
): KnownIntegration[] => {
  const inService = integrations.filter(isInService);
  const last = inService.find(({ id }) => id === record?.request.integration.id);
  const known = keeperOf(inService, record) ?? last;
  if (known !== undefined) return [known];
  return inService.toSorted((a, b) => Number(b.is_default) - Number(a.is_default));
};

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
