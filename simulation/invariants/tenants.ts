import type { ProjectRecord } from '#domain/project-record.ts';
import type { Company } from '#simulation/world/directory.ts';

const namesOf = ({ request, events }: ProjectRecord): string[] => [
  request.project_name,
  request.sender.id,
  request.integration.id,
  request.decision?.by.id ?? '',
  ...request.approvers.map(({ id }) => id),
  ...request.accepted_by.map(({ by }) => by.id),
  events.at(-1)?.by?.id ?? '',
];

/** I7: no record of a company names another one, or anybody in it. */
export const recordIsOwn = (record: ProjectRecord, company: Company, others: readonly Company[]): string | null => {
  const isElsewhere = record.company_id !== company.id || !company.projectIds.includes(record.project_id);
  if (isElsewhere) return `project ${record.project_id} stands under company ${record.company_id}`;
  const foreign = namesOf(record).find((name) => others.some(({ marker }) => name.includes(marker)));
  return foreign === undefined ? null : `${record.request.id} of ${company.marker} names ${foreign}`;
};

/** I7: nothing that a company is shown, mailed or queued names another one. */
export const textIsOwn = (text: string, company: Company, others: readonly Company[]): string | null => {
  const foreign = others.find(({ marker }) => text.includes(marker));
  return foreign === undefined ? null : `something for ${company.marker} names ${foreign.marker}`;
};
