import { unreadable } from '#erp/sage-intacct/answers.ts';
import type { Gateway } from '#erp/sage-intacct/gateway.ts';
import type { Keys, Values } from '#erp/sage-intacct/mapping.ts';
import { anyOf, equalTo, query } from '#erp/sage-intacct/queries.ts';
import { childrenOf, textAt, type XmlElement } from '#erp/sage-intacct/read-xml.ts';
import type { IntacctSettings } from '#erp/sage-intacct/schemas.ts';
import { element, elements, type Element } from '#erp/sage-intacct/write-xml.ts';

/** A project as Sage has it. */
export type Project = Keys & { readonly name: string; readonly mark: string; readonly values: Values };

/** Projects that share a mark are copies that people made; more than so many are not looked through. */
const MOST_PROJECTS = 100;

/** The projects of a company, or of one entity of it. All methods throw only `ErpError`. */
export interface Projects {
  /** The oldest project with that mark: what people copied from it carries the mark as well. */
  markedWith(mark: string): Promise<Project | undefined>;
  withId(projectId: string): Promise<Project | undefined>;
  /** Both at once: the one with the mark, and another one that has the id. */
  markedOrWithId(mark: string, projectId: string): Promise<{ own: Project | undefined; other: Project | undefined }>;
  create(values: Values, controlId: string): Promise<Keys>;
  /** Writes these fields and no other. */
  update(project: Keys, changes: Values, controlId: string): Promise<void>;
}

/** What a write was answered for its project. */
const keysIn = (data: XmlElement): Keys => {
  const [project] = childrenOf(data);
  const keys = { RECORDNO: textAt(project, 'RECORDNO'), PROJECTID: textAt(project, 'PROJECTID') };
  if (keys.RECORDNO === '' || keys.PROJECTID === '') throw unreadable(true);
  return keys;
};

export const openProjects = (gateway: Gateway, { mark_field: markField }: IntacctSettings): Projects => {
  const fields = ['PROJECTID', 'NAME', 'CUSTOMERID', 'BEGINDATE', 'ENDDATE', 'LOCATIONID', markField];

  /** The oldest first. Projects that belong to one entity are seen from the top of the company too. */
  const projectsWhere = async (filter: Element): Promise<Project[]> => {
    const options = { showprivate: 'true' };
    const asked = {
      object: 'PROJECT',
      key: 'RECORDNO',
      fields,
      filter,
      orderBy: 'RECORDNO',
      limit: MOST_PROJECTS,
      options,
    };
    return (await query(gateway, asked)).map((values) => {
      const { RECORDNO = '', PROJECTID = '', NAME: name = '', [markField]: mark = '' } = values;
      if (PROJECTID === '') throw unreadable(false);
      return { RECORDNO, PROJECTID, name, mark, values };
    });
  };

  const markedWith = async (mark: string): Promise<Project | undefined> =>
    (await projectsWhere(equalTo(markField, mark))).find((project) => project.mark === mark);

  return {
    markedWith,
    withId: async (projectId) =>
      (await projectsWhere(equalTo('PROJECTID', projectId))).find(({ PROJECTID }) => PROJECTID === projectId),
    markedOrWithId: async (mark, projectId) => {
      const found = await projectsWhere(anyOf(equalTo(markField, mark), equalTo('PROJECTID', projectId)));
      const own = found.find((project) => project.mark === mark);
      return { own, other: found.find((project) => project !== own && project.PROJECTID === projectId) };
    },
    create: async (values, controlId) =>
      keysIn(await gateway.write(element('create', [element('PROJECT', elements(values))]), controlId)),
    update: async ({ RECORDNO }, changes, controlId) => {
      const values = elements({ RECORDNO, ...changes });
      keysIn(await gateway.write(element('update', [element('PROJECT', values)]), controlId));
    },
  };
};
