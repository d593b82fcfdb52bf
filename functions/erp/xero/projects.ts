import { ErpError, type Job } from '#erp/connector.ts';
import { parseAnswer } from '#erp/http.ts';
import type { XeroApi } from '#erp/xero/api.ts';
import { changeOf, projectOf } from '#erp/xero/mapping.ts';
import type { JobRecord, ListRecords } from '#erp/xero/records.ts';
import { project as projectAnswer, projectPage, type XeroProject } from '#erp/xero/replies.ts';
import type { XeroSettings } from '#erp/xero/schemas.ts';

const PROJECTS = '/projects.xro/2.0/Projects';

/** The most that Xero gives at once: each page is a call, of which it takes 60 a minute. */
const PAGE_SIZE = 500;

/** 10,000 projects. More would use up the minute's calls by looking for one. */
const MOST_PAGES = 20;

/** The projects of an organisation. Xero finds none by name, so all are read, of any customer: people may have chosen another one. */
export const projectsOf = (
  api: XeroApi,
  { project_page: page }: Extract<XeroSettings, { as: 'project' | 'both' }>,
): ListRecords => {
  const readAll = async (): Promise<Iterable<XeroProject>> => {
    // By id: a project that is made meanwhile moves others onto the next page.
    const found = new Map<string, XeroProject>();
    for (let number = 1; number <= MOST_PAGES; number += 1) {
      const query = { page: String(number), pageSize: String(PAGE_SIZE) };
      const { items, pagination } = await api.read(PROJECTS, query, projectPage);
      for (const item of items) found.set(item.projectId, item);
      if (number >= pagination.pageCount) return found.values();
    }
    throw new ErpError('refused', `Xero has more than ${MOST_PAGES * PAGE_SIZE} projects, too many to look through.`);
  };

  const recordOf = (project: XeroProject): JobRecord => ({
    id: project.projectId,
    name: project.name,
    url: page === undefined ? null : page.replace('{project_id}', project.projectId),
    change: async (job) => {
      const { customer } = job.fields;
      if (customer !== undefined && project.contactId?.toLowerCase() !== customer.toLowerCase()) {
        const message = 'In Xero the project belongs to another customer, and it keeps the one that it has.';
        throw new ErpError('refused', message, { field: 'fields.customer' });
      }
      const body = changeOf(project, projectOf(job));
      if (body === null) return;
      await api.write(job, { method: 'PUT', path: `${PROJECTS}/${project.projectId}`, body, success: 204 });
    },
  });

  const make = async (job: Job): Promise<JobRecord> => {
    const { customer: contactId } = job.fields;
    if (contactId === undefined)
      throw new ErpError('refused', 'A project in Xero needs a customer.', { field: 'fields.customer' });
    const body = { contactId, ...projectOf(job) };
    const answer = await api.write(job, { method: 'POST', path: PROJECTS, body, success: 201 });
    return recordOf(parseAnswer(projectAnswer, answer, true));
  };

  return async () => ({ kind: 'project', records: Array.from(await readAll(), recordOf), make });
};
