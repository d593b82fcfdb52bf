import type { Api } from '#erp/business-central/api.ts';
import { LONGEST_NUMBER, markOf, readDisplayName, type ProjectValues } from '#erp/business-central/mapping.ts';
import { literal } from '#erp/business-central/odata.ts';
import type { Project } from '#erp/business-central/replies.ts';
import { ErpError } from '#erp/connector.ts';

/** The external id of the project that a project of Business Central belongs to; null when it belongs to none. */
export const ownerOf = ({ externalId, displayName }: Pick<Project, 'externalId' | 'displayName'>): string | null => {
  // Empty before the page was installed, when the mark stood in the name.
  if (externalId !== undefined && externalId !== '') return externalId;
  return readDisplayName(displayName).externalId;
};

/** What it is called, without our mark. */
export const nameOf = ({ displayName }: Pick<Project, 'displayName'>): string => readDisplayName(displayName).name;

export const takenBy = (project: Project): ErpError =>
  new ErpError('refused', `Job ID ${project.number} is taken by the project "${nameOf(project)}".`, {
    field: 'fields.job_id',
  });

export const withNumber = async (api: Api, number: string): Promise<Project | undefined> => {
  // Business Central answers a longer one with an error instead of an empty list.
  if (number === '' || number.length > LONGEST_NUMBER) return undefined;
  return (await api.projects({ $filter: `number eq ${literal(number)}`, $top: '1' }))[0];
};

export const withId = async (api: Api, id: string): Promise<Project | undefined> =>
  (await api.projects({ $filter: `id eq ${id}`, $top: '1' }))[0];

/**
 * The project that belongs to an external id. Should people have copied it together with its mark, the one with that number.
 * @throws {ErpError} `refused` when there are copies and none has the number
 */
export const belongingTo = async (
  api: Api,
  externalId: string,
  number: string,
  hasPage: boolean,
): Promise<Project | undefined> => {
  const inName = `endswith(displayName,${literal(` ${markOf(externalId)}`)})`;
  const onPage = hasPage ? await api.projects({ $filter: `externalId eq ${literal(externalId)}` }) : [];
  const found = onPage.length > 0 ? onPage : await api.projects({ $filter: inName });
  const own = found.filter((project) => ownerOf(project) === externalId);
  if (own.length <= 1) return own[0];
  const original = own.find((project) => project.number === number);
  if (original !== undefined) return original;
  const numbers = own.slice(0, 3).map((project) => project.number);
  throw new ErpError(
    'refused',
    `Several projects carry ${markOf(externalId)}: ${numbers.join(', ')}. Take it off the copies.`,
  );
};

const isDifferent = (project: Project, [name, value]: [string, unknown]): boolean =>
  Object.entries(project).find(([key]) => key === name)?.[1] !== value;

/** The values that differ, in an order in which Business Central finds no start after the end in between. */
const differences = (project: Project, values: Partial<ProjectValues>): [string, unknown][] => {
  const changed = Object.entries(values).filter((entry) => isDifferent(project, entry));
  const endsBeforeOldStart = (values.endingDate ?? '') < (project.startingDate ?? '');
  return endsBeforeOldStart ? changed.reverse() : changed;
};

/**
 * Writes what differs, if anything does. When somebody else was faster, reads again and repeats it once.
 * `mayChange`: whether the project, as it is now, may be written; throws otherwise.
 * @throws {ErpError} `temporary` when somebody was faster twice
 */
export const bringInLine = async (
  api: Api,
  project: Project,
  values: Partial<ProjectValues>,
  mayChange: (project: Project) => void,
): Promise<Project> => {
  let current: Project | undefined = project;
  for (let tries = 0; tries < 2 && current !== undefined; tries += 1) {
    mayChange(current);
    const changes = differences(current, values);
    if (changes.length === 0) return current;
    const written: Project | 'changed' = await api.change(current, Object.fromEntries(changes));
    if (written !== 'changed') return written;
    current = await withId(api, project.id);
  }
  if (current === undefined)
    throw new ErpError('refused', `Project ${project.number} is no longer in Business Central.`);
  throw new ErpError('temporary', `Somebody keeps changing project ${project.number} in Business Central.`);
};
