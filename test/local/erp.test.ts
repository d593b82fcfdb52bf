import { appendFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import * as z from 'zod';
import { doubleOf } from '#erp/double.ts';
import { connectorOf, registry } from '#erp/registry.ts';
import type { Happening } from '#local/erp/happening.ts';
import { journalIn, type Journal } from '#local/erp/journal.ts';
import { openLocalErp } from '#local/erp/local-erp.ts';
import { RecordedErp } from '#local/erp/recorded-erp.ts';
import { ServedErp } from '#local/erp/served-erp.ts';
import { erpPaths } from '#local/pages/erp-paths.ts';
import { serve } from '#local/server.ts';
import { decide } from '#local/walk/approval-form.ts';
import { sampleProject } from '#local/walk/sample-project.ts';
import { fixtureOf } from '#simulation/erp/fixture.ts';
import { aFolder } from '#test/local/folders.ts';
import { accessTokenOf } from '#test/support/access-token.ts';
import { LocalService, PATIENCE } from '#test/support/local-service.ts';

const clock = () => new Date('2026-11-27T09:00:00.000Z');

const called = (await Promise.all(Object.keys(registry).map(connectorOf))).filter(
  ({ delivery }) => delivery === 'call',
);

const inMemory = () => {
  const past: Happening[] = [];
  return { past, add: (next: Happening) => void past.push(next) } satisfies Journal;
};

const opened = async (id: string, journal: Journal = inMemory()) => {
  const erp = await ServedErp.open(await doubleOf(id), journal, clock);
  onTestFinished(() => erp.close());
  return erp;
};

const files = { put: () => Promise.reject(new Error('no files')), exists: () => Promise.reject(new Error('no files')) };

/** A session of the connector itself with what is served, over HTTP. */
const sessionWith = async (id: string, { settings, credentials }: ServedErp) =>
  (await connectorOf(id)).connect({ settings, credentials, clock, fetch, files, accessToken: accessTokenOf(clock) });

const BY_HAND = { job_id: 'OLD-7', name: 'Library (old books)' };

describe.each(called.map(({ id }) => [id]))('the double of %s, served', (id) => {
  const { job } = fixtureOf(id);

  it('is exported to by its connector: a job made, found, changed, and refused in a mood', async () => {
    const erp = await opened(id);
    const session = await sessionWith(id, erp);
    const made = await session.create(job);
    expect(await session.find(job)).toEqual(made);
    const renamed = { ...job, project: { ...job.project, name: 'Library, north wing' } };
    erp.behaviour = 'refusing';
    await expect(session.update(renamed, made)).rejects.toMatchObject({ kind: 'refused' });
    erp.behaviour = 'full';
    await expect(session.update(renamed, made)).rejects.toMatchObject({ kind: 'temporary', retryAfterSeconds: 30 });
    erp.behaviour = 'well';
    await erp.endAccess();
    await session.update(renamed, made);
    expect(erp.jobs()).toEqual([{ job_id: made.job_id, name: 'Library, north wing' }]);
  });

  it('holds the same after a start as before, at whatever moment it ended', async () => {
    const journal = inMemory();
    const held: unknown[] = [];
    const note = (next: Happening): void => {
      held.push(erp.jobs());
      journal.add(next);
    };
    const erp = await opened(id, { past: [], add: note });
    const session = await sessionWith(id, erp);
    await erp.makeByHand(BY_HAND);
    const made = await session.create(job);
    erp.behaviour = 'failing';
    const renamed = { ...job, project: { ...job.project, name: 'Library, north wing' } };
    await expect(session.update(renamed, made)).rejects.toMatchObject({ kind: 'unknown_outcome' });
    erp.behaviour = 'well';
    await erp.endAccess();
    await (await sessionWith(id, erp)).update(renamed, made);
    held.push(erp.jobs());
    for (const [count, jobs] of held.entries()) {
      const past = journal.past.slice(0, count);
      const again = await RecordedErp.open(await doubleOf(id), { past, add: () => undefined });
      expect(again.double.jobs(), `after ${count} happenings`).toEqual(jobs);
    }
    expect(held.at(-1)).toHaveLength(2);
  });
});

it('an ERP that is silent has done what it was asked to', async () => {
  const erp = await opened('netsuite');
  const session = await (
    await connectorOf('netsuite')
  ).connect({
    settings: erp.settings,
    credentials: erp.credentials,
    clock,
    fetch: (url, init) => fetch(url, { ...init, signal: leaving.signal }),
    files,
    accessToken: accessTokenOf(clock),
  });
  const leaving = new AbortController();
  erp.behaviour = 'silent';
  const creating = expect(session.create(fixtureOf('netsuite').job)).rejects.toMatchObject({ kind: 'unknown_outcome' });
  await vi.waitFor(() => expect(erp.jobs()).toHaveLength(1), { interval: 5 });
  leaving.abort();
  await creating;
});

describe('the journal', () => {
  const ended: Happening = { what: 'access_ended', at: '2026-11-27T09:00:00.000Z' };

  it('keeps what happens for the next process, and for its owner alone', () => {
    const file = join(aFolder(), 'erp.jsonl');
    const byHand: Happening = { what: 'made_by_hand', at: '2026-11-27T09:00:01.000Z', ...BY_HAND };
    for (const next of [ended, byHand]) journalIn(file).add(next);
    expect(journalIn(file).past).toEqual([ended, byHand]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('goes on after a line that a killed process left half-written', () => {
    const file = join(aFolder(), 'erp.jsonl');
    journalIn(file).add(ended);
    appendFileSync(file, '{"what":"access_ended","at":"2026-');
    journalIn(file).add(ended);
    expect(journalIn(file).past).toEqual([ended, ended]);
  });
});

describe('the paths about the ERP', () => {
  const served = async (id: string) => {
    const erp = await openLocalErp(
      { id, real: null },
      { journalOf: (name) => join(aFolder(), `${name}.jsonl`), port: 0 },
      clock,
    );
    const paths = erpPaths(erp);
    const server = await serve((request, response) => paths[`${request.method} ${request.url}`]?.(request, response));
    onTestFinished(async () => {
      await server.close();
      await erp.double?.close();
    });
    const ask = async (path: string, form?: Record<string, string>, accept = 'application/json') => {
      const init = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) };
      const answer = await fetch(server.url + path, { ...init, headers: { accept }, redirect: 'manual' });
      return { status: answer.status, location: answer.headers.get('location'), text: await answer.text() };
    };
    return { erp, ask };
  };

  it('show what it holds, to programs and to people', async () => {
    const { ask } = await served('xero');
    expect((await ask('/local/erp/jobs', { job_id: '26-1', name: '<b>Old</b>' })).status).toBe(200);
    expect(JSON.parse((await ask('/local/erp')).text)).toMatchObject({
      erp: 'xero',
      mood: 'well',
      jobs: [{ job_id: '26-1', name: '<b>Old</b>' }],
    });
    const page = await ask('/local/erp', undefined, 'text/html');
    expect(page.text).toContain('&lt;b&gt;Old');
    expect(page.text).toContain('<option value="well" selected>');
  });

  it('make it behave, and lead people back', async () => {
    const { ask, erp } = await served('xero');
    expect(await ask('/local/erp/behave', { mood: 'silent' }, 'text/html')).toMatchObject({
      status: 303,
      location: '/local/erp',
    });
    expect(erp.double?.behaviour).toBe('silent');
    expect((await ask('/local/erp/end_access', {})).status).toBe(200);
  });

  it.each([
    ['/local/erp/behave', { mood: 'asleep' }, { mood: [expect.stringContaining('must be one of well, slow')] }],
    ['/local/erp/jobs', { job_id: ' ' }, { job_id: ['is required'], name: ['is required'] }],
  ])('refuse at %s what is missing or unknown, by its name', async (path, form, fields) => {
    const { ask, erp } = await served('xero');
    const refused = await ask(path, form);
    expect(refused.status).toBe(400);
    expect(JSON.parse(refused.text)).toMatchObject({ fields });
    expect(erp.double?.behaviour).toBe('well');
    expect(erp.double?.jobs()).toEqual([]);
  });

  it('tell what the ERP refuses people, which it refuses again at the next start', async () => {
    const { ask, erp } = await served('business-central');
    await ask('/local/erp/jobs', { ...BY_HAND });
    const refused = await ask('/local/erp/jobs', { ...BY_HAND });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('The Project already exists');
    const past = [1, 2].map((): Happening => ({ what: 'made_by_hand', at: '2026-11-27T09:00:00.000Z', ...BY_HAND }));
    const again = await RecordedErp.open(await doubleOf('business-central'), { past, add: () => undefined });
    expect(again.double.jobs()).toEqual(erp.double?.jobs());
  });

  it('say where there is no double', async () => {
    const { ask } = await served('import-file');
    expect(await ask('/local/erp')).toMatchObject({
      status: 404,
      text: expect.stringContaining('LOCAL_ERP is import-file') as string,
    });
  });
});

it('`LOCAL_ERP=netsuite npm start` exports to its double, which has the job after a kill as well, and takes its changes', async () => {
  const service = await LocalService.start({ LOCAL_ERP: 'netsuite' });
  onTestFinished(() => service.stop());
  const held = async () => {
    const { jobs } = heldBy.parse(await (await fetch(`${service.url}/local/erp`)).json());
    return jobs.map(({ name }) => name);
  };
  const { projectId, link } = await service.sendFresh();
  await decide(link, 'accept');
  await expect.poll(() => service.statusOf(projectId), PATIENCE).toBe('synced');
  expect(await held()).toEqual([sampleProject(projectId).project.name]);
  await service.restart('SIGKILL');
  expect(await held()).toEqual([sampleProject(projectId).project.name]);
  const sample = sampleProject(projectId);
  const renamed = { ...sample, project: { ...sample.project, name: 'Harbor Clinics' } };
  const { id } = await service.walk.send(projectId, renamed);
  await decide(await service.linkTo('approver', id), 'accept');
  await expect.poll(held, PATIENCE).toEqual(['Harbor Clinics']);
});

const heldBy = z.object({ jobs: z.array(z.object({ name: z.string() })) });
