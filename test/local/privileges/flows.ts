import { integration, type Integration } from '#domain/integration.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import type { Decision } from '#domain/request.ts';
import { doubleOf } from '#erp/double.ts';
import { noJournal } from '#local/erp/journal.ts';
import { ServedErp } from '#local/erp/served-erp.ts';
import { consented } from '#erp/xero/double-sign-in.ts';
import { approversOf } from '#local/people.ts';
import { sampleProject } from '#local/walk/sample-project.ts';
import { fixtureOf } from '#simulation/erp/fixture.ts';
import { inputName } from '#web/decision-form.ts';
import type { Company, Sent } from './company.ts';
import type { Operator } from './operator.ts';
import type { Recorder } from './recorder.ts';

const LONG_AGO = '2026-01-01T00:00:00.000Z';

/** Those whose work is walked through. */
export interface World {
  readonly company: Company;
  readonly operator: Operator;
  readonly recorder: Recorder;
}

/** An integration with a double of an ERP. */
export interface Served {
  readonly integration: Integration;
  readonly double: ServedErp;
}

/** Puts an integration as operators do. It serves the projects of a state of its own. */
export const integrate = async ({ operator }: World, id: string, erp: string, state: string): Promise<Served> => {
  const double = await ServedErp.open(await doubleOf(erp), noJournal, () => new Date());
  const given = integration.parse({
    company_id: 1,
    id,
    name: id,
    erp,
    is_default: false,
    serves: [{ field: 'state_code', values: [state] }],
    settings: double.settings,
    approvers: approversOf(1),
    policy: { digest: { at: '00:00' } },
  });
  await operator.putIntegration(given, null);
  return { integration: given, double };
};

/** Xero is signed in to as an app that a user has consented to, whose tokens are replaced. */
export const putCredentials = (operator: Operator, { integration: { id, erp }, double }: Served): Promise<void> =>
  operator.putCredentials(`1/${id}/${erp}`, erp === 'xero' ? consented : double.credentials);

let projects = 7000;

/** A project for the ERP, and what its approver fills in. */
const projectFor = ({ integration: { erp, serves } }: Served) => {
  const { project, cost_codes, fields } = fixtureOf(erp).job;
  const state = serves[0]?.values[0];
  const id = (projects += 1);
  const number = `26-${id}`;
  const body = { project: { ...project, id, project_number: number, state_code: state }, cost_codes };
  return { id, number, body, fields: { ...fields, job_id: number } };
};

const inForm = (fields: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [inputName(key), value]));

const task = ({ id }: Sent) => {
  const project_id = Number(id.split('-')[0]);
  return { company_id: 1, project_id, request_id: id, task_token: 'token-of-task-from-before' };
};

/** An administrator asks whether a project could be tied to a job; then it is sent, accepted by its link, and exported. */
export const sendThroughThePage = async ({ company }: World, served: Served): Promise<void> => {
  const { id, number, body, fields } = projectFor(served);
  await company.ask('owner', 'POST', `/projects/${id}/erp_link`, { ...body, job_id: number, preview: true });
  const link = await company.linkTo((await company.send(body)).id);
  await company.fillIn(link, { ...inForm(fields), check_job_id: '' });
  await company.fillIn(link, { ...inForm(fields), decision: 'accept' });
  await company.hasStatus(id, 'synced');
};

/** Nobody could ask the ERP anything before the decision, so that the export is the first to sign in. */
export const exportFirst = async ({ company, operator }: World, served: Served): Promise<void> => {
  const { id, body, fields } = projectFor(served);
  const sent = await company.send(body);
  await company.linkTo(sent.id);
  const by = { id: 'approver', name: 'Aaron Approver', email: 'approver@example.com' };
  const decision: Decision = {
    kind: 'accept',
    by,
    on_behalf_of: [],
    at: new Date().toISOString(),
    via: 'api',
    fields,
    reason: null,
  };
  await operator.change(id, ({ request }) => ({ request: { ...request, status: 'exporting', decision } }));
  await operator.call(`send-to-erp-local-export-${served.integration.erp}`, task(sent));
  await company.hasStatus(id, 'synced');
};

/** The ERP refuses the job; the approver mends nothing and has it tried again, when the ERP is well. */
export const retryARefusal = async ({ company }: World, served: Served): Promise<void> => {
  const { id, body, fields } = projectFor(served);
  served.double.behaviour = 'refusing';
  const link = await company.linkTo((await company.send(body)).id);
  await company.fillIn(link, { ...inForm(fields), decision: 'accept' });
  await company.hasStatus(id, 'failed_to_export');
  served.double.behaviour = 'well';
  await company.fillIn(link, { ...inForm(fields), decision: 'accept' });
  await company.hasStatus(id, 'synced');
};

/** A decision that the workflow did not hear of: the state is told when it asks again, and else the sweeper tells it. */
export const loseAWakeUp = async ({ company, operator }: World, served: Served): Promise<void> => {
  const { id, body, fields } = projectFor(served);
  served.double.behaviour = 'full';
  const sent = await company.send(body);
  await company.linkTo(sent.id);
  await company.accept(sent, fields);
  await company.hasStatus(id, 'exporting');
  await operator.call('request-approval', task(sent));
  await operator.change(id, () => ({ due_at: LONG_AGO, task_token: task(sent).task_token }));
  await operator.call('sweep', { scope: 'due' });
};

/** Nobody decides: the sweeper is the first to see it, or the state machine whose time is up. */
export const letTheWindowPass = async ({ company, operator }: World): Promise<void> => {
  const waiting = async (): Promise<Sent> => {
    const sent = await company.send(sampleProject((projects += 1)));
    await company.linkTo(sent.id);
    const expired = ({ request }: ProjectRecord) => ({
      due_at: LONG_AGO,
      request: { ...request, expires_at: LONG_AGO },
    });
    await operator.change(task(sent).project_id, expired);
    return sent;
  };
  const settled = await waiting();
  await operator.call('settle', { ...task(settled), after: 'approval' });
  await company.hasStatus(task(settled).project_id, 'expired');
  const swept = await waiting();
  await operator.call('sweep', { scope: 'open' });
  await company.hasStatus(task(swept).project_id, 'expired');
};

/** Rejected by the link; the state, asked again, is told so. */
export const reject = async ({ company, operator }: World): Promise<void> => {
  const id = (projects += 1);
  const sent = await company.send(sampleProject(id));
  await company.fillIn(await company.linkTo(sent.id), { decision: 'reject', reason: 'Not this year.' });
  await company.hasStatus(id, 'rejected');
  await operator.call('request-approval', task(sent));
};

/** Taken back by the sender. */
export const retrieve = async ({ company }: World): Promise<void> => {
  const id = (projects += 1);
  const sent = await company.send(sampleProject(id));
  await company.linkTo(sent.id);
  await company.ask('project-admin', 'POST', `/erp_requests/${sent.id}/retrieve`);
  await company.hasStatus(id, 'retrieved');
};

/** Exports to a file. */
export const exportAFile = async ({ company }: World): Promise<void> => {
  const id = (projects += 1);
  await company.fillIn(await company.linkTo((await company.send(sampleProject(id))).id), { decision: 'accept' });
  await company.hasStatus(id, 'synced');
};

/** Every export function is called for a request that nobody has accepted. */
export const exportTooEarly = async ({ company, operator }: World, functions: readonly string[]): Promise<void> => {
  const sent = await company.send(sampleProject((projects += 1)));
  for (const name of functions) await operator.call(name, task(sent));
};

/** What waits: as a list for whoever looks, and mailed to approvers as a list of the day. */
export const list = async ({ company, operator, recorder }: World, served: Served): Promise<void> => {
  const { body } = projectFor(served);
  await company.linkTo((await company.send(body)).id);
  await company.ask('owner', 'GET', '/erp_requests');
  await operator.putIntegration(served.integration, new Date(LONG_AGO));
  await operator.call('sweep', { scope: 'due' });
  await recorder.has('send-mails', 'dynamodb:BatchGetItem');
};

/** A message in the queue of the mails that nobody can read. */
export const poisonTheQueue = async ({ operator, recorder }: World): Promise<void> => {
  await operator.poisonQueue();
  await recorder.has('send-mails', 'sqs:SendMessage');
};
