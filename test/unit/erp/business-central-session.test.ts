import { describe, expect, it } from 'vitest';
import { AT, failureOf, job, named, openWorld, type Sent } from '#test/unit/erp/business-central-world.ts';

const BASE = '/v2.0/contoso.onmicrosoft.com/Production/api/v2.0/companies(22222222-aaaa-bbbb-cccc-000000000001)';
const byHand = { job_id: '24-0815', name: 'Riverside Library' };
const isPatch = ({ method }: Sent): boolean => method === 'PATCH';

/** Answers the first request of that kind with silence, after the ERP has worked on it. */
const silentOnce = (isIt: (request: Sent) => boolean, deliver: (request: Sent) => Promise<unknown>) => {
  let isDone = false;
  return async (request: Sent): Promise<undefined> => {
    if (isDone || !isIt(request)) return;
    isDone = true;
    await deliver(request);
    throw new DOMException('The operation was aborted due to timeout', 'TimeoutError');
  };
};

describe('a Business Central session', () => {
  it('makes a project with two calls and one sign-in', async () => {
    const { session, sent, writes } = await openWorld();
    expect(await session.find(job)).toBeNull();
    expect(await session.create(job)).toEqual({
      job_id: '24-0815',
      erp_id: '00000000-0000-4000-8000-000000000001',
      url: null,
      at: AT,
    });
    expect(sent.map(({ method, url }) => `${method} ${url.origin}${url.pathname}`)).toEqual([
      'POST https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token',
      `GET https://api.businesscentral.dynamics.com${BASE}/projects`,
      `POST https://api.businesscentral.dynamics.com${BASE}/projects`,
    ]);
    expect(writes()).toEqual([['POST', { number: '24-0815', displayName: 'Riverside Library {1-42}' }]]);
  });

  it('signs in as the app, and again only when its token ends', async () => {
    const { session, sent, setTime } = await openWorld();
    await session.find(job);
    const form = new URLSearchParams(sent[0]?.body);
    expect([...form.keys()]).toEqual(['grant_type', 'client_id', 'client_secret', 'scope']);
    await session.find(job);
    setTime('2026-11-23T09:59:30.000Z');
    await session.find(job);
    expect(sent.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET', 'POST', 'GET']);
  });

  it('says who is at fault when a new token is refused too', async () => {
    const { session } = await openWorld({}, ({ url }) =>
      url.pathname.endsWith('/token') ? undefined : new Response('', { status: 401 }),
    );
    expect(await failureOf(session.find(job))).toMatchObject({ kind: 'unauthorized', message: /Entra applications/ });
  });

  it('asks for what is typed and nothing else, quotes and all', async () => {
    const { session, sent, double } = await openWorld();
    double.makeByHand({ job_id: "O'HARA & 50%", name: 'Pub' });
    expect(await session.lookUp?.("o'hara & 50%")).toMatchObject({ name: 'Pub', receipt: { job_id: "O'HARA & 50%" } });
    const { url } = sent.at(-1) ?? expect.fail('nothing was sent');
    expect(url.searchParams.get('$filter')).toBe("number eq 'O''HARA & 50%'");
    expect(url.search).toContain('%26%2050%25');
  });

  it('asks nobody for a number that Business Central cannot have', async () => {
    const { session, sent } = await openWorld();
    expect(await session.lookUp?.('123456789012345678901')).toBeNull();
    expect(await session.lookUp?.(' ')).toBeNull();
    expect(sent).toEqual([]);
  });

  it.each(['', '123456789012345678901', '𝒳'.repeat(11)])('refuses the number "%s" before it writes', async (jobId) => {
    const { session, writes } = await openWorld();
    const failure = await failureOf(session.create({ ...job, job_id: jobId }));
    expect(failure).toMatchObject({ kind: 'refused', field: 'fields.job_id' });
    expect(writes()).toEqual([]);
  });

  it('takes no project that people made under the number, even one of the same name', async () => {
    const { session, double } = await openWorld();
    double.makeByHand(byHand);
    expect(await session.find(job)).toBeNull();
    expect(await failureOf(session.create(job))).toEqual({
      kind: 'refused',
      field: 'fields.job_id',
      message: 'Job ID 24-0815 is taken by the project "Riverside Library".',
    });
    expect(double.jobs()).toEqual([byHand]);
  });

  it('takes no project of another project, even one of the same name and number', async () => {
    const { session, double } = await openWorld();
    await session.create({ ...job, external_id: '1-43' });
    expect(await failureOf(session.create(job))).toMatchObject({ kind: 'refused', field: 'fields.job_id' });
    expect(double.jobs()).toHaveLength(1);
  });

  it('ends with one job when a lost create is carried out late', async () => {
    const { session, double } = await openWorld();
    const made = await session.create(job);
    // What was lost was the same request: the primary key answers it.
    expect(await session.create(job)).toEqual(made);
    expect(double.jobs()).toHaveLength(1);
  });

  it('recognises after silence what it made, under another number as well', async () => {
    const { session, double } = await openWorld();
    await session.create(job);
    expect(await session.find({ ...job, job_id: 'OTHER' })).toMatchObject({ job_id: '24-0815' });
    expect(double.jobs()).toHaveLength(1);
  });

  it('tells external ids apart that end alike', async () => {
    const { session } = await openWorld();
    await session.create({ ...job, external_id: '11-42' });
    expect(await session.find(job)).toBeNull();
  });

  it('is not led astray by a project whose name looks like a mark', async () => {
    const { session } = await openWorld();
    await session.create({ ...named('Library {1-42}'), external_id: '1-43', job_id: 'FORGED' });
    expect(await session.find(job)).toBeNull();
    expect(await session.find({ ...job, external_id: '1-43' })).toMatchObject({ job_id: 'FORGED' });
  });

  it('writes only what changed, under the ETag it has read, and nothing when nothing did', async () => {
    const { session, sent, writes } = await openWorld();
    const made = await session.create(job);
    await session.update(job, made);
    expect(writes()).toHaveLength(1);
    await session.update({ ...named('Library'), job_id: 'OTHER' }, made);
    expect(writes().slice(1)).toEqual([['PATCH', { displayName: 'Library {1-42}' }]]);
    const patch = sent.find(isPatch);
    expect(patch?.headers.get('If-Match')).toBe(`W/"JzE5;1;${made.erp_id}'"`);
    expect(patch?.url.pathname).toBe(`${BASE}/projects(${made.erp_id})`);
  });

  it('reads again when somebody was faster, and repeats once', async () => {
    const late = { patches: 0, times: 1 };
    const { session, writes, double } = await openWorld({}, (request) =>
      isPatch(request) && (late.patches += 1) <= late.times ? new Response('', { status: 412 }) : undefined,
    );
    const made = await session.create(job);
    await session.update(named('Library'), made);
    expect(double.jobs()).toEqual([{ job_id: '24-0815', name: 'Library' }]);
    late.times = 9;
    expect(await failureOf(session.update(named('Hall'), made))).toMatchObject({ kind: 'temporary' });
    expect(writes().filter(([method]) => method === 'PATCH')).toHaveLength(4);
  });

  it('leaves a linked project to whoever marked it first', async () => {
    let other: () => Promise<unknown> = () => Promise.resolve();
    const { session, double } = await openWorld({}, async (request) => {
      if (!isPatch(request) || !request.body.includes('{1-42}')) return;
      await other();
    });
    double.makeByHand(byHand);
    const linked = (await session.lookUp?.('24-0815'))?.receipt ?? expect.fail('not found');
    other = () => session.update({ ...job, external_id: '1-43' }, linked);
    expect(await failureOf(session.update(job, linked))).toMatchObject({ kind: 'refused', field: 'fields.job_id' });
    expect(await session.find(job)).toBeNull();
    expect(await session.find({ ...job, external_id: '1-43' })).toEqual(linked);
  });

  it('finds by its id a project whose mark people have taken off and whose number they have changed', async () => {
    const { session, double } = await openWorld();
    double.makeByHand({ job_id: 'RENUMBERED', name: 'Library, as people call it' });
    const known = (await session.lookUp?.('RENUMBERED'))?.receipt ?? expect.fail('not found');
    const updated = await session.update(job, { ...known, job_id: '24-0815' });
    expect(updated).toEqual(known);
    expect(await session.find(job)).toEqual(known);
  });

  it('finds by its number what an administrator linked without its id', async () => {
    const { session, double } = await openWorld();
    double.makeByHand(byHand);
    const linked = { job_id: '24-0815', erp_id: '24-0815', url: null, at: AT };
    expect((await session.update(job, linked)).erp_id).toBe('00000000-0000-4000-8000-000000000001');
  });

  it('tells a project from its copies by the number, and asks people where it cannot', async () => {
    const { session, double } = await openWorld();
    await session.create(job);
    double.makeByHand({ job_id: 'COPY', name: 'Riverside Library {1-42}' });
    expect(await session.find(job)).toMatchObject({ job_id: '24-0815' });
    expect(await failureOf(session.find({ ...job, job_id: 'OTHER' }))).toMatchObject({
      kind: 'refused',
      message: 'Several projects carry {1-42}: 24-0815, COPY. Take it off the copies.',
    });
  });

  it('makes no second change after a change that was answered with silence', async () => {
    let deliver: (request: Sent) => Promise<unknown> = () => Promise.resolve();
    const { session, double, writes } = await openWorld(
      {},
      silentOnce(isPatch, (request) => deliver(request)),
    );
    deliver = ({ url, method, headers, body }) => double.fetch(url.href, { method, headers, body });
    const made = await session.create(job);
    expect(await failureOf(session.update(named('Library'), made))).toMatchObject({ kind: 'unknown_outcome' });
    expect(await session.update(named('Library'), made)).toEqual(made);
    expect(writes()).toHaveLength(2);
    expect(double.jobs()).toEqual([{ job_id: '24-0815', name: 'Library' }]);
  });

  it('says which companies there are when it is not given one of them', async () => {
    const { open } = await openWorld();
    const company = '99999999-aaaa-bbbb-cccc-000000000009';
    expect(await failureOf((await open({ company })).checkConnection())).toMatchObject({
      kind: 'refused',
      message: `There is no company ${company} in Production. There are: CRONUS USA, Inc. (22222222-aaaa-bbbb-cccc-000000000001).`,
    });
    await (await open({ company: '22222222-AAAA-BBBB-CCCC-000000000001' })).checkConnection();
  });

  it('passes on how long to wait', async () => {
    const { session, double } = await openWorld();
    double.answerNext('throttled');
    await expect(session.create(job)).rejects.toMatchObject({ kind: 'temporary', retryAfterSeconds: 7 });
  });
});
