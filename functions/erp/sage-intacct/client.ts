import { sha256Of } from '#domain/canonical.ts';
import type { Receipt } from '#domain/request.ts';
import { ErpError, type ConnectorSession, type Job, type SessionContext } from '#erp/connector.ts';
import { openGateway } from '#erp/sage-intacct/gateway.ts';
import {
  changeableOf,
  differences,
  markedIn,
  markOf,
  plain,
  receiptOf,
  valuesOf,
  type Values,
} from '#erp/sage-intacct/mapping.ts';
import { openProjects, type Project } from '#erp/sage-intacct/projects.ts';
import { equalTo, optionsFor, query } from '#erp/sage-intacct/queries.ts';
import type { IntacctCredentials, IntacctSettings } from '#erp/sage-intacct/schemas.ts';

/**
 * The control id of a write, which Sage carries out once. It is the same on every repeat of that write. A write that was refused
 * and corrected is another one, whether or not Sage remembers what it refused: what is written is part of the id.
 */
const controlIdOf = ({ external_id, request_id }: Job, verb: 'create' | 'update', values: Values): string =>
  `${external_id}/${request_id}/${verb}/${sha256Of(values).slice(0, 32)}`;

const taken = (project: Project): ErpError =>
  new ErpError('refused', `Project ID ${project.PROJECTID} is taken by the project "${project.name}".`, {
    field: 'fields.job_id',
  });

const OBJECTS: Readonly<Record<string, string>> = { customer: 'CUSTOMER', location: 'LOCATION' };

/** A conversation with one company. Nothing is sent before a method is called. */
export const openSageIntacct = (context: SessionContext<IntacctSettings, IntacctCredentials>): ConnectorSession => {
  const { settings, clock } = context;
  const gateway = openGateway(context);
  const projects = openProjects(gateway, settings);

  /** Writes what differs, in one call; nothing where nothing does. */
  const bringInLine = async (job: Job, project: Project): Promise<Receipt> => {
    const changes = differences(project.values, changeableOf(job, settings));
    if (Object.keys(changes).length > 0) {
      await projects.update(project, changes, controlIdOf(job, 'update', { ...changes, RECORDNO: project.RECORDNO }));
    }
    return receiptOf(project, clock());
  };

  /** What a refused create comes to: an earlier attempt may have made the project, or another one may have the id. */
  const settle = async (job: Job, refusal: ErpError): Promise<Receipt> => {
    const mark = markOf(job);
    const { own, other } = settings.numbered_by_erp
      ? { own: await projects.markedWith(mark), other: undefined }
      : await projects.markedOrWithId(mark, plain(job.job_id));
    if (own !== undefined) return bringInLine(job, own);
    throw other === undefined ? refusal : taken(other);
  };

  /** The project that an administrator linked this one to. Its mark is written with whatever else changes. */
  const adoptable = async ({ job_id }: Receipt): Promise<Project> => {
    const project = await projects.withId(job_id);
    if (project === undefined) throw new ErpError('refused', `Project ${job_id} is no longer in Sage Intacct.`);
    if (markedIn(project.mark) !== null) {
      throw new ErpError('refused', `Project ${job_id} in Sage Intacct belongs to another Procore project.`);
    }
    if (project.mark === '') return project;
    throw new ErpError(
      'refused',
      `Project ${job_id} has the value "${project.mark.slice(0, 100)}" in ${settings.mark_field}, where this service puts its mark. ` +
        'Clear it, or have an administrator name another field for the mark.',
    );
  };

  return {
    checkConnection: async () => {
      await projects.markedWith('send-to-erp:none');
      if (settings.location === undefined) return;
      const filter = equalTo('LOCATIONID', settings.location);
      const asked = {
        object: 'LOCATION',
        key: 'LOCATIONID',
        fields: [],
        filter,
        orderBy: 'LOCATIONID',
        limit: 1,
        options: {},
      };
      if ((await query(gateway, asked)).length === 0) {
        throw new ErpError('refused', `Sage Intacct has no location ${settings.location}, which the settings name.`);
      }
    },
    find: async (job) => {
      const own = await projects.markedWith(markOf(job));
      return own === undefined ? null : receiptOf(own, clock());
    },
    create: async (job) => {
      const values = valuesOf(job, settings);
      try {
        return receiptOf(await projects.create(values, controlIdOf(job, 'create', values)), clock());
      } catch (error) {
        if (error instanceof ErpError && error.kind === 'refused') return settle(job, error);
        throw error;
      }
    },
    update: async (job, existing) =>
      bringInLine(job, (await projects.markedWith(markOf(job))) ?? (await adoptable(existing))),
    lookUp: async (jobId) => {
      const projectId = plain(jobId);
      const project = projectId === '' ? undefined : await projects.withId(projectId);
      if (project === undefined) return null;
      const { name, mark } = project;
      return { receipt: receiptOf(project, clock()), name, is_job: true, external_id: markedIn(mark) };
    },
    options: async (key, typed) => {
      const object = OBJECTS[key];
      return object === undefined ? [] : optionsFor(gateway, object, typed);
    },
  };
};
