import { describe, expect, it } from 'vitest';
import { MOST_OPTIONS } from '#domain/erp.ts';
import { acumaticaWorld, failureOf, job, type WorldOptions } from '#test/unit/erp/acumatica-world.ts';

const PROJECT = 'entity/Default/24.200.001/Project';
const renamed = { ...job, project: { id: 2, name: 'Library, north' } };

describe('an Acumatica session', () => {
  it('writes what the document shows, every value in an object of its own, and only as a new project', async () => {
    const { session, sent, writes } = await acumaticaWorld();
    await session.create({ ...job, project: { ...job.project, city: 'Springfield', start_date: '2026-03-02' } });
    expect(writes()).toEqual([
      {
        ProjectID: { value: '24-0815' },
        Description: { value: 'Library' },
        ExternalRefNbr: { value: 'PC-1-2' },
        ProjectProperties: { StartDate: { value: '2026-03-02' } },
        ProjectAddress: { City: { value: 'Springfield' } },
      },
    ]);
    const put = sent.find(({ method }) => method === 'PUT');
    expect([put?.path, put?.headers.get('If-None-Match'), put?.headers.get('If-Match')]).toEqual([PROJECT, '*', null]);
  });

  it('updates only what changed, by the project’s id, and writes nothing when nothing did', async () => {
    const { session, double, sent, writes } = await acumaticaWorld();
    const full = {
      ...job,
      fields: { customer: 'SPRINGFLD', template: 'TMAT' },
      project: {
        ...job.project,
        address: '12 River Street',
        country_code: 'us',
        latitude: 39.78,
        start_date: '2026-03-02',
      },
    };
    const made = await session.create(full);
    expect(await session.update({ ...full, fields: { customer: 'springfld', template: 'PROGRESS' } }, made)).toEqual(
      made,
    );
    expect(writes()).toHaveLength(1);
    const project = { ...full.project, name: 'LIBRARY', address: '14 River Street', start_date: '2026-04-01' };
    await session.update({ ...full, job_id: 'other', fields: { customer: 'COFFEESHOP' }, project }, made);
    expect(writes().slice(1)).toEqual([
      {
        id: made.erp_id,
        Description: { value: 'LIBRARY' },
        Customer: { value: 'COFFEESHOP' },
        ProjectProperties: { StartDate: { value: '2026-04-01' } },
        ProjectAddress: { AddressLine1: { value: '14 River Street' } },
      },
    ]);
    expect(sent.findLast(({ method }) => method === 'PUT')?.headers.get('If-Match')).toBe('*');
    expect(double.projects()).toMatchObject([{ ProjectTemplateID: { value: 'TMAT' } }]);
  });

  it('leaves alone what Procore leaves empty', async () => {
    const { session, double } = await acumaticaWorld();
    const made = await session.create({ ...job, project: { ...job.project, city: 'Springfield' } });
    await session.update(renamed, made);
    expect(double.projects()).toMatchObject([{ ProjectAddress: { City: { value: 'Springfield' } } }]);
  });

  it('takes the project of an insert whose answer was lost for its own', async () => {
    const { session, double } = await acumaticaWorld();
    const made = await session.create(job);
    expect(await session.create(renamed)).toEqual(made);
    expect(double.jobs()).toEqual([{ job_id: '24-0815', name: 'Library, north' }]);
  });

  it('refuses a job id that another project has, however it is typed', async () => {
    const { session, double } = await acumaticaWorld();
    double.makeByHand({ job_id: 'Old-7', name: 'By hand' });
    expect(await failureOf(session.create({ ...job, job_id: 'OLD-7' }))).toMatchObject({
      kind: 'refused',
      field: 'fields.job_id',
      message: 'Project ID OLD-7 is taken by a project "By hand".',
    });
    expect(await session.lookUp?.(' old-7 ')).toMatchObject({ name: 'By hand', receipt: { job_id: 'Old-7' } });
  });

  it('refuses a job id that is taken by what the user may not see', async () => {
    const { session } = await acumaticaWorld({
      instead: ({ method }) => (method === 'PUT' ? new Response('', { status: 412 }) : undefined),
    });
    expect(await failureOf(session.create(job))).toMatchObject({ kind: 'refused', field: 'fields.job_id' });
  });

  it('gives back the number that the site made of the one it was given', async () => {
    const entity = { id: 'a1', ProjectID: { value: '240815    ' }, Hold: { value: true } };
    const { session } = await acumaticaWorld({
      instead: ({ method }) => (method === 'PUT' ? Response.json(entity) : undefined),
    });
    expect(await session.create(job)).toMatchObject({ job_id: '240815', erp_id: 'a1' });
  });

  it('stops where two projects carry the mark, and names them', async () => {
    const { session, double } = await acumaticaWorld({ numbersProjects: true, settings: { numbered_by_erp: true } });
    await session.create(job);
    const [first] = double.projects();
    const twins = [first, { ...first, ProjectID: { value: 'PR2' } }];
    const world = await acumaticaWorld({
      instead: ({ path }) => (path.includes('ExternalRefNbr eq') ? Response.json(twins) : undefined),
    });
    expect(await failureOf(world.session.find(job))).toMatchObject({
      kind: 'refused',
      message: 'Acumatica has two projects with the external reference PC-1-2: PR00000001 and PR2.',
    });
  });

  it('does not take a reference that people wrote for a mark, nor write over it', async () => {
    const { session, double } = await acumaticaWorld();
    const linked = await session.create({ ...job, external_id: '9-9' });
    double.makeByHand({ job_id: 'OLD-7', name: 'By hand' });
    const [, byHand] = double.projects();
    const world = await acumaticaWorld({
      instead: ({ path }) =>
        path.includes('ProjectID eq') ? Response.json([{ ...byHand, ExternalRefNbr: { value: '12-345' } }]) : undefined,
    });
    expect(await world.session.lookUp?.('OLD-7')).toMatchObject({ external_id: null });
    expect(await failureOf(world.session.update(job, { ...linked, job_id: 'OLD-7' }))).toMatchObject({
      kind: 'refused',
      message: 'Project OLD-7 has the external reference 12-345 already. Empty it in Acumatica to link it.',
    });
    expect(world.writes()).toEqual([]);
  });

  it('refuses to update a project that is deleted between look and write', async () => {
    const { session } = await acumaticaWorld({
      instead: ({ headers }) => (headers.get('If-Match') === '*' ? new Response('', { status: 412 }) : undefined),
    });
    const made = await session.create(job);
    expect(await failureOf(session.update(renamed, made))).toMatchObject({
      kind: 'refused',
      message: 'Project 24-0815 is no longer in Acumatica.',
    });
  });

  it('takes no project that it did not ask for, whatever the site makes of the filter', async () => {
    const { session, double } = await acumaticaWorld();
    double.makeByHand({ job_id: 'OLD-7', name: 'By hand' });
    const world = await acumaticaWorld({
      instead: ({ method, path }) =>
        method === 'GET' && path.includes('/Project?') ? Response.json(double.projects()) : undefined,
    });
    expect(await session.find(job)).toBeNull();
    expect(await world.session.find(job)).toBeNull();
    expect(await world.session.lookUp?.('OLD')).toBeNull();
  });

  it('expands no address on an endpoint from before there was one', async () => {
    const { session, sent } = await acumaticaWorld({
      settings: { version: '22.200.001' },
      instead: ({ method }) => (method === 'GET' ? Response.json([]) : undefined),
    });
    await session.find(job);
    expect(sent.find(({ method }) => method === 'GET')?.path).toMatch(/\$expand=ProjectProperties$/);
  });

  it('asks with texts that cannot end the filter', async () => {
    const { session, sent } = await acumaticaWorld();
    expect(await session.lookUp?.("x' or ProjectID eq '24-0815")).toBeNull();
    expect(sent.find(({ method }) => method === 'GET')?.path).toContain(
      "$filter=ProjectID eq 'x'' or ProjectID eq ''24-0815'&$top=2&$expand=ProjectProperties,ProjectAddress",
    );
    expect(await session.options?.('customer', "Ann's")).toEqual([
      { value: 'COFFEESHOP', label: "FourStar Coffee & Sweets Shop, Ann's" },
    ]);
  });

  it('offers active customers and templates, by key or name, at most as many as people read', async () => {
    const { session, sent } = await acumaticaWorld();
    expect(await session.options?.('customer', '')).toHaveLength(2);
    expect(await session.options?.('template', 'tmat')).toEqual([{ value: 'TMAT', label: 'Time and material' }]);
    const lists = sent.filter(({ method }) => method === 'GET').map(({ path }) => path);
    expect(lists.every((path) => path.includes(`$top=${MOST_OPTIONS}&$select=`))).toBe(true);
  });

  it.each<[string, WorldOptions['settings'], string]>([
    ['a version', { version: '20.200.001' }, 'endpoint Default/20.200.001: of Default it has 23.200.001, 24.200.001.'],
    ['a name', { endpoint: 'Builders', version: '1.0' }, 'endpoint Builders/1.0: it has no Builders.'],
  ])('says what the site offers in place of %s', async (_, settings, message) => {
    const { session } = await acumaticaWorld({ ...(settings && { settings }) });
    expect(await failureOf(session.checkConnection())).toMatchObject({
      kind: 'refused',
      message: `Acumatica does not offer the ${message}`,
    });
  });
});

describe('a site that numbers its projects', () => {
  const numbering = { numbersProjects: true, settings: { numbered_by_erp: true } };

  it('is asked for the mark again before each insert', async () => {
    const { session, double, writes } = await acumaticaWorld(numbering);
    const made = await session.create(job);
    expect(made.job_id).toBe('PR00000001');
    expect(writes()).toEqual([{ Description: { value: 'Library' }, ExternalRefNbr: { value: 'PC-1-2' } }]);
    expect(await session.create(job)).toEqual(made);
    expect(double.jobs()).toHaveLength(1);
  });

  it('keeps the project of an update, whatever its number', async () => {
    const { session, double } = await acumaticaWorld(numbering);
    const made = await session.create(job);
    await session.update({ ...renamed, job_id: made.job_id }, made);
    expect(double.jobs()).toEqual([{ job_id: 'PR00000001', name: 'Library, north' }]);
  });

  it('gets a second project of a repeated insert where the settings do not say that it numbers', async () => {
    const { session, double } = await acumaticaWorld({ numbersProjects: true });
    await session.create(job);
    await session.create(job);
    expect(double.jobs()).toHaveLength(2);
  });
});

describe('activation', () => {
  const activating = { settings: { activate: true } };

  it('follows the project in a write of its own', async () => {
    const { session, double, writes } = await acumaticaWorld(activating);
    const made = await session.create(job);
    expect(writes()[1]).toEqual({ id: made.erp_id, Hold: { value: false } });
    await session.update(job, made);
    expect(writes()).toHaveLength(2);
    expect(double.projects()).toMatchObject([{ Status: { value: 'Active' } }]);
  });

  it('does not happen unless it is asked for', async () => {
    const { session, double } = await acumaticaWorld();
    await session.update(job, await session.create(job));
    expect(double.projects()).toMatchObject([{ Status: { value: 'In Planning' } }]);
  });

  it.each([
    [429, 'unknown_outcome'],
    [403, 'refused'],
    [500, 'unknown_outcome'],
  ])(
    'that is answered %i leaves the project, says so, and is made up for by the next attempt',
    async (status, kind) => {
      let fails = true;
      const { session, double } = await acumaticaWorld({
        ...activating,
        instead: ({ body }) => (fails && body.includes('"Hold"') ? new Response('', { status }) : undefined),
      });
      const failure = await failureOf(session.create(job));
      expect(failure).toMatchObject({ kind });
      expect(failure).toHaveProperty(
        'message',
        expect.stringMatching(/^Project 24-0815 is in Acumatica, but still on hold/),
      );
      fails = false;
      const found = await session.find(job);
      expect(found).toMatchObject({ job_id: '24-0815' });
      if (found) await session.update(job, found);
      expect(double.projects()).toMatchObject([{ Status: { value: 'Active' } }]);
    },
  );
});
