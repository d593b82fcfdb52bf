import type { Receipt } from '#domain/request.ts';
import { openApi, type BusinessCentralContext } from '#erp/business-central/api.ts';
import { customersLike } from '#erp/business-central/customers.ts';
import { document, LONGEST_NUMBER, numberOf, receiptOf, type ProjectValues } from '#erp/business-central/mapping.ts';
import {
  belongingTo,
  bringInLine,
  nameOf,
  ownerOf,
  takenBy,
  withId,
  withNumber,
} from '#erp/business-central/projects.ts';
import { company, customer, type Project } from '#erp/business-central/replies.ts';
import { ErpError, type ConnectorSession, type Job } from '#erp/connector.ts';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** As many of the companies as people read through. */
const COMPANIES_NAMED = 10;

const requireNumber = ({ number }: ProjectValues): void => {
  if (number !== '' && number.length <= LONGEST_NUMBER) return;
  const message = `A number of Business Central has 1 to ${LONGEST_NUMBER} characters; "${number}" has ${number.length}.`;
  throw new ErpError('refused', message, { field: 'fields.job_id' });
};

/** The number stays, because entries are posted under it, whatever the job id is now. */
const withoutNumber = ({ number: _, ...values }: ProjectValues): Partial<ProjectValues> => values;

/** Signs in when the first call is made. @throws {ErpError} as all methods of the session. */
export const openBusinessCentral = (context: BusinessCentralContext): ConnectorSession => {
  const { settings, clock } = context;
  const api = openApi(context);
  const hasPage = settings.project_page !== undefined;

  /** The project of a receipt: by its id, which stays when people renumber it; by its number where only that was known. */
  const projectOf = async ({ job_id, erp_id }: Receipt): Promise<Project> => {
    const project = GUID.test(erp_id) ? await withId(api, erp_id) : await withNumber(api, numberOf(job_id));
    if (project !== undefined) return project;
    throw new ErpError('refused', `Project ${job_id} is no longer in Business Central.`);
  };

  const receipt = (project: Project): Receipt => receiptOf(settings, project, clock());

  /** Brings the project in line with the job, unless it belongs to another one. */
  const write = async (job: Job, project: Project): Promise<Receipt> => {
    const mayChange = (current: Project): void => {
      const owner = ownerOf(current);
      if (owner !== null && owner !== job.external_id) throw takenBy(current);
    };
    return receipt(await bringInLine(api, project, withoutNumber(document(job, settings)), mayChange));
  };

  return {
    checkConnection: async () => {
      const companies = await api.list('companies', company);
      if (!companies.some(({ id }) => id.toLowerCase() === settings.company.toLowerCase())) {
        const known = companies.slice(0, COMPANIES_NAMED).map(({ id, name }) => `${name} (${id})`);
        const message = `There is no company ${settings.company} in ${settings.environment}. There are: ${known.join(', ')}.`;
        throw new ErpError('refused', message);
      }
      await api.projects({ $top: '1' });
      if (hasPage) await api.list('customers', customer, { $top: '1' });
    },
    find: async (job) => {
      const project = await belongingTo(api, job.external_id, numberOf(job.job_id), hasPage);
      return project === undefined ? null : receipt(project);
    },
    create: async (job) => {
      const values = document(job, settings);
      requireNumber(values);
      const made = await api.create(values);
      if (made !== 'taken') return receipt(made);
      // The number is the primary key: a lost call of an earlier attempt has made the project, or somebody else has it.
      const existing = await withNumber(api, values.number);
      if (existing === undefined) {
        throw new ErpError(
          'refused',
          'Business Central has something under the same key already, but no such project.',
        );
      }
      if (ownerOf(existing) !== job.external_id) throw takenBy(existing);
      return write(job, existing);
    },
    update: async (job, existing) => write(job, await projectOf(existing)),
    lookUp: async (jobId) => {
      const project = await withNumber(api, numberOf(jobId));
      if (project === undefined) return null;
      return { receipt: receipt(project), name: nameOf(project), is_job: true, external_id: ownerOf(project) };
    },
    ...(hasPage && { options: (_key: string, typed: string) => customersLike(api, typed) }),
  };
};
