import type { Receipt } from '#domain/request.ts';
import { openAccess } from '#erp/acumatica/access.ts';
import { changesOf } from '#erp/acumatica/changes.ts';
import { customersAt, templatesAt } from '#erp/acumatica/choices.ts';
import { endpointAt, type Endpoint } from '#erp/acumatica/endpoint.ts';
import { fieldsOf, markedIn, markOf, receiptOf } from '#erp/acumatica/mapping.ts';
import { idOf, projectsAt, referenceOf, type Projects } from '#erp/acumatica/projects.ts';
import type { Project } from '#erp/acumatica/replies.ts';
import type { AcumaticaCredentials, AcumaticaSettings } from '#erp/acumatica/schemas.ts';
import { ErpError, type ConnectorSession, type Job, type SessionContext } from '#erp/connector.ts';
import { singleLine } from '#erp/single-line.ts';

/** What keeps a project that is there from being active. Something was written, so `temporary` would say too little. */
const notActivated = (project: Project, error: ErpError): ErpError =>
  new ErpError(
    error.kind === 'temporary' ? 'unknown_outcome' : error.kind,
    `Project ${idOf(project)} is in Acumatica, but still on hold: ${error.message}`,
    { ...(error.field !== null && { field: error.field }), retryAfterSeconds: error.retryAfterSeconds, cause: error },
  );

/** Each method is one conversation, which ends its API session. */
export const openAcumatica = (context: SessionContext<AcumaticaSettings, AcumaticaCredentials>): ConnectorSession => {
  const { settings, clock } = context;
  const converse = openAccess(context);
  const at = <T>(about: (endpoint: Endpoint) => Promise<T>): Promise<T> =>
    converse((call) => about(endpointAt(call, settings)));
  const talk = <T>(about: (projects: Projects) => Promise<T>): Promise<T> =>
    at((endpoint) => about(projectsAt(endpoint, settings)));

  /** A step of its own: where it fails, the project stays, and the next attempt takes it. */
  const activated = async (projects: Projects, project: Project): Promise<Receipt> => {
    try {
      if (settings.activate && project.Hold?.value !== false) await projects.takeOffHold(project);
    } catch (error) {
      throw error instanceof ErpError ? notActivated(project, error) : error;
    }
    return receiptOf(project, clock());
  };

  const brought = async (projects: Projects, job: Job, project: Project): Promise<Receipt> => {
    await projects.change(project, changesOf(fieldsOf(job, settings), project));
    return activated(projects, project);
  };

  /** The project that keeps an insert out: an earlier attempt's, of which no answer came, or somebody else's. */
  const inTheWayOf = async (projects: Projects, job: Job): Promise<Project> => {
    const own = await projects.withMark(markOf(job));
    if (own !== undefined) return own;
    const jobId = singleLine(job.job_id);
    const other = await projects.withId(jobId);
    const name = other === undefined ? 'that this user may not see' : `"${other.Description?.value ?? ''}"`;
    throw new ErpError('refused', `Project ID ${jobId} is taken by a project ${name}.`, { field: 'fields.job_id' });
  };

  /** The project that an administrator linked, unless it is another's: its reference is where the mark goes. */
  const adoptable = async (projects: Projects, jobId: string): Promise<Project> => {
    const project = await projects.withId(jobId);
    if (project === undefined) throw new ErpError('refused', `Project ${jobId} is no longer in Acumatica.`);
    const reference = referenceOf(project);
    if (reference === '') return project;
    const message = `Project ${jobId} has the external reference ${reference} already. Empty it in Acumatica to link it.`;
    throw new ErpError('refused', message);
  };

  return {
    checkConnection: () => at((endpoint) => endpoint.check()),
    find: (job) =>
      talk(async (projects) => {
        const project = await projects.withMark(markOf(job));
        return project === undefined ? null : receiptOf(project, clock());
      }),
    create: (job) =>
      talk(async (projects) => {
        // A site that numbers its projects makes a new one of every insert, so nothing else keeps a second one out.
        const own = settings.numbered_by_erp ? await projects.withMark(markOf(job)) : undefined;
        if (own !== undefined) return brought(projects, job, own);
        const made = await projects.insert(fieldsOf(job, settings));
        return made === null ? brought(projects, job, await inTheWayOf(projects, job)) : activated(projects, made);
      }),
    update: (job, existing) =>
      talk(async (projects) => {
        const project = (await projects.withMark(markOf(job))) ?? (await adoptable(projects, existing.job_id));
        return brought(projects, job, project);
      }),
    lookUp: async (jobId) => {
      const projectId = singleLine(jobId);
      const project = projectId === '' ? undefined : await talk((projects) => projects.withId(projectId));
      if (project === undefined) return null;
      const receipt = receiptOf(project, clock());
      return {
        receipt,
        name: project.Description?.value ?? '',
        is_job: true,
        external_id: markedIn(referenceOf(project)),
      };
    },
    options: (key, typed) =>
      at((endpoint) => (key === 'customer' ? customersAt(endpoint, typed) : templatesAt(endpoint, typed))),
  };
};
