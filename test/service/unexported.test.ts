import { beforeEach, describe, expect, it } from 'vitest';
import type { UserName } from '#test/support/callers.ts';
import { capabilityMatrix } from '#erp/matrix/matrix.ts';
import { aBody, approvers, servicePerTest } from '#test/support/service.ts';

const service = servicePerTest();
const params = { project_id: '1001' };
const connectTo = (erp: string) => {
  service().integration = { ...service().integration, erp, settings: {} };
};
const status = async (as: UserName = 'project-admin') => (await service().api('get-erp-status', { as, params })).json;
const preview = async (project: object = {}) =>
  (await service().api('preview-project', { as: 'project-admin', params, body: aBody(1001, { ...project }) })).json;
const link = (jobId: string, { project = {}, as = 'owner' }: { project?: object; as?: UserName } = {}) =>
  service().api('link-project', { as, params, body: { ...aBody(1001, { ...project }), job_id: jobId } });
const nothingWritten = async () => expect(await service().ledger.read({ companyId: 1, projectId: 1001 })).toBeNull();

const IMPORT_ONLY =
  'JobPac takes no projects from Procore. Make the job in JobPac: it comes to Procore from there as a project.';
const LINK_ONLY =
  'Yardi Voyager takes no projects from Procore. Make the job in Yardi Voyager first; then an administrator of ERP Integrations links the project to it, whose number must be the job’s.';

describe.each([
  ['jobpac', 'import_only', IMPORT_ONLY],
  ['yardi-voyager', 'link_only', LINK_ONLY],
])('a company with %s', (erp, code, message) => {
  beforeEach(() => connectTo(erp));

  it('is told what to do instead of a button that sends', async () => {
    expect((await status()).action).toEqual({
      name: 'send',
      label: 'Send to ERP',
      enabled: false,
      blockers: [{ code, message, field: null }],
    });
    const { json } = await service().api('get-integration');
    expect(json).toMatchObject({ erp, explanation: message, capabilities: { export: false }, accept_fields: [] });
  });

  it('is not told of approvers, whom nobody will ask', async () => {
    service().integration = { ...service().integration, approvers: approvers.filter(({ id }) => id === 'owner') };
    expect((await status('owner')).action.blockers.map((blocker) => blocker.code)).toEqual([code]);
    expect((await preview()).problems.map((problem) => problem.code)).toEqual([code]);
  });

  it('is told so by the preview, which shows nothing to be written', async () => {
    const { problems, would_write } = await preview();
    expect([problems[0], would_write]).toEqual([{ code, message, field: null }, null]);
  });

  it('cannot send', async () => {
    const { status: answered, json } = await service().send(aBody());
    expect([answered, json.errors['project']]).toEqual([422, [message]]);
    await nothingWritten();
    expect(service().started).toEqual([]);
  });
});

it('a company with an ERP that takes projects needs no explanation', async () => {
  expect((await service().api('get-integration')).json).toMatchObject({ explanation: null });
});

it('an ERP that only gives its jobs takes no links, and says why', async () => {
  connectTo('jobpac');
  const { status: answered, json } = await link('P-042');
  expect([answered, json]).toMatchObject([422, { detail: IMPORT_ONLY }]);
  await nothingWritten();
});

describe('linking to an ERP that takes only that', () => {
  beforeEach(() => connectTo('yardi-voyager'));

  it('takes the word of the administrator, and says what follows', async () => {
    const { status: answered, json } = await link('P-042');
    expect(answered).toBe(200);
    expect(json).toMatchObject({ changed: true, status_after: 'synced', job: { job_id: 'P-042' } });
    expect(json.effects).toEqual([
      'Main ERP cannot be asked whether job P-042 exists: your word counts.',
      'The project counts as synced with this job. Nothing is written into the ERP now.',
      'Yardi Voyager takes no changes of the job later on: make them there.',
    ]);
    expect(await status()).toMatchObject({
      status: 'synced',
      synced: { job_id: 'P-042' },
      action: {
        name: 'resend',
        enabled: false,
        blockers: [
          { code: 'no_update', message: 'Yardi Voyager takes no changes of a job that exists. Make them there.' },
        ],
      },
    });
  });

  it('refuses a job whose number is not the project’s', async () => {
    expect((await link('P-043')).json.errors).toEqual({ job_id: ["must be the project's number, P-042"] });
    await nothingWritten();
  });

  it.each([
    ['of seventeen characters', 'P'.repeat(17), 'The ERP takes at most 16 code points here.'],
    ['that is missing', ' ', 'The project must have a number: that of the job in Yardi Voyager.'],
  ])('refuses a project with a number %s', async (_, number, message) => {
    const { status: answered, json } = await link(number.trim() || 'x', { project: { project_number: number } });
    expect([answered, json.errors]).toEqual([422, { 'project.project_number': [message] }]);
    await nothingWritten();
  });

  it('takes a number of sixteen characters', async () => {
    const number = '𝒳'.repeat(16);
    expect((await link(number, { project: { project_number: number } })).status).toBe(200);
  });

  it('asks the same before, in the preview', async () => {
    const { problems } = await preview({ project_number: 'P'.repeat(17) });
    expect(problems.map(({ code }) => code)).toEqual(['link_only', 'too_long']);
  });

  it.each(['project-admin', 'approver', 'viewer'] as const)('is not for %s', async (as) => {
    expect((await link('P-042', { as })).status).toBe(403);
    await nothingWritten();
  });
});

it('anybody of the company may read the whole matrix', async () => {
  const { status: answered, list } = await service().api('list-erps', { as: 'nobody' });
  expect(answered).toBe(200);
  expect(list.map(({ id }) => id)).toEqual((await capabilityMatrix()).map(({ id }) => id));
});
