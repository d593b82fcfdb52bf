import { quoted, type Endpoint } from '#erp/acumatica/endpoint.ts';
import { keyOf, OFF_HOLD, wrapped, type Fields } from '#erp/acumatica/mapping.ts';
import { projects, type Project } from '#erp/acumatica/replies.ts';
import { hasAddress, type AcumaticaSettings } from '#erp/acumatica/schemas.ts';
import { ErpError } from '#erp/connector.ts';

/** The number that people know a project by. */
export const idOf = ({ ProjectID }: Project): string => ProjectID.value.trim();

/** Where the mark stands, or what people wrote; '' where nobody did. */
export const referenceOf = ({ ExternalRefNbr }: Project): string => ExternalRefNbr?.value?.trim() ?? '';

/** The projects of a site. All methods throw only {@link ErpError}. */
export interface Projects {
  /** @throws {ErpError} `refused` where two projects carry the mark: a person must decide. */
  withMark(mark: string): Promise<Project | undefined>;
  withId(projectId: string): Promise<Project | undefined>;
  /** Makes a project; null where one has its ProjectID already. */
  insert(fields: Fields): Promise<Project | null>;
  /** @throws {ErpError} `refused` where the project is gone. */
  change(existing: Project, fields: Fields): Promise<void>;
  takeOffHold(existing: Project): Promise<void>;
}

/** The projects behind an endpoint. */
export const projectsAt = (endpoint: Endpoint, settings: AcumaticaSettings): Projects => {
  const expand = hasAddress(settings) ? 'ProjectProperties,ProjectAddress' : 'ProjectProperties';

  /** What the site finds, once more compared: one that did not understand the filter would give any project. */
  const search = async (
    field: 'ExternalRefNbr' | 'ProjectID',
    wanted: string,
    textOf: (project: Project) => string,
  ): Promise<Project[]> => {
    const found = await endpoint.list('Project', { filter: `${field} eq ${quoted(wanted)}`, top: 2, expand }, projects);
    return found.filter((project) => keyOf(textOf(project)) === keyOf(wanted));
  };

  /** By its id: a site may show a ProjectID otherwise than it takes it. */
  const putExisting = async (project: Project, body: Readonly<Record<string, unknown>>): Promise<void> => {
    if ((await endpoint.put({ id: project.id, ...body }, 'existing')) !== null) return;
    throw new ErpError('refused', `Project ${idOf(project)} is no longer in Acumatica.`);
  };

  return {
    withMark: async (mark) => {
      const [found, another] = await search('ExternalRefNbr', mark, referenceOf);
      if (found === undefined || another === undefined) return found;
      const both = `${idOf(found)} and ${idOf(another)}`;
      throw new ErpError('refused', `Acumatica has two projects with the external reference ${mark}: ${both}.`);
    },
    withId: async (projectId) => (await search('ProjectID', projectId, idOf))[0],
    insert: (fields) => endpoint.put(wrapped(fields), 'new'),
    change: async (existing, fields) => {
      if (Object.keys(fields).length > 0) await putExisting(existing, wrapped(fields));
    },
    takeOffHold: (existing) => putExisting(existing, OFF_HOLD),
  };
};
