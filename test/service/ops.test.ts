import { describe, expect, it } from 'vitest';
import { ErpError } from '#domain/erp.ts';
import { beginExport } from '#domain/exporting.ts';
import type { Report, World } from '#ops/command.ts';
import type { SetAsideMessage } from '#ops/set-aside.ts';
import { readCommandLine } from '#ops/command-line.ts';
import { printed, runCommand } from '#ops/run.ts';
import { operatedServicePerTest } from '#test/service/operated-service.ts';
import { aBody } from '#test/support/service.ts';

const operated = operatedServicePerTest();
const service = () => operated().service;
const SILENCE = new ErpError('unknown_outcome', 'The ERP did not answer.');
const later = (seconds: number) => operated().later(seconds);
const world = (): World => operated().world;
const ops = (line: string) => operated().ops(line);
const opsText = (line: string) => operated().text(line);
const accept = () => operated().accept('1001-1');
const statusNow = async () => (await service().ledger.read({ companyId: 1, projectId: 1001 }))?.request.status;
const recordNow = () => service().ledger.read({ companyId: 1, projectId: 1001 });

describe('show', () => {
  it('says where a request stands, since when and what it waits for', async () => {
    await service().send(aBody());
    await service().ask('1001-1');
    later(90);
    await accept();
    later(30);
    expect(await opsText('show 1/1001-1')).toBe(
      [
        'Request 1001-1 of company 1: create, sent 2026-11-23 12:00:00 UTC, run 1.',
        'It is exporting since 2026-11-23 12:01:30 UTC and waits for its export to begin.',
        'The sweeper looks again at 2026-11-23 12:02:30 UTC.',
        'No attempt to export it yet.',
      ].join('\n'),
    );
  });

  it('lists the attempts to export it', async () => {
    await service().send(aBody());
    await service().ask('1001-1');
    await accept();
    service().openSession = () => Promise.reject(new Error('no route to host'));
    await service()
      .export('1001-1')
      .catch(() => undefined);
    expect(await ops('show 1001-1 --company 1')).toMatchObject({
      exitCode: 0,
      status: 'exporting',
      attempts: [{ attempt: 1, started_at: service().now.toISOString() }],
    });
  });

  it('shows a request that a later one has replaced', async () => {
    await service().send(aBody());
    await service().api('retrieve-request', { as: 'project-admin', params: { request_id: '1001-1' } });
    await service().send(aBody(), 'another-key');
    expect(await opsText('show 1/1001-1')).toContain('A later request of the project has taken its place.');
    expect(await ops('show 1/1001-1')).toMatchObject({ exitCode: 0, status: 'retrieved', next_look: null });
  });

  it('knows no request of another company', async () => {
    await service().send(aBody());
    expect(await ops('show 2/1001-1')).toMatchObject({ exitCode: 1, outcome: 'refused', reason: 'unknown_request' });
  });

  it('finds the company by itself where one alone has a request of that name', async () => {
    await service().send(aBody());
    expect(await opsText('show 1001-1')).toContain('Request 1001-1 of company 1');
    await expect(opsText('show 1002-1')).rejects.toThrow('No company of the stage file (2, 1) has a request 1002-1');
    const { ledger, ...rest } = world();
    const oneForAll: World = { ...rest, ledger: { ...ledger, read: (key) => ledger.read({ ...key, companyId: 1 }) } };
    const show = readCommandLine(['show', '1001-1']);
    await expect(runCommand(show, oneForAll)).rejects.toThrow('Companies 2 and 1 have a request 1001-1');
    await expect(runCommand(show, { ...world(), companies: [] })).rejects.toThrow('Name its company: --company 1.');
  });

  it.each(['show 1/1001-1', 'retry 1/1001-1'])('%s prints no token, link or address', async (line) => {
    await service().send(aBody());
    await service().ask('1001-1', 'the-task-token');
    for (const text of [await opsText(line), JSON.stringify(await ops(line))]) {
      expect(text).not.toMatch(/the-task-token|approvals\/|@/);
    }
  });
});

describe('retry', () => {
  it('first says what it would do, and changes nothing', async () => {
    await service().send(aBody());
    service().started.length = 0;
    const before = await recordNow();
    expect(await opsText('retry 1/1001-1')).toBe(
      [
        'Request 1001-1 of company 1.',
        'It is ready to export since 2026-11-23 12:00:00 UTC and waits for the decision of 3 approvers, until 2026-12-07 12:00:00 UTC; its workflow has not begun to wait yet.',
        'Would queue the mails that people are owed.',
        'Would have the events published that programs are owed.',
        'Would make sure that a workflow serves it.',
        'Nothing has been changed. With --yes it is done.',
      ].join('\n'),
    );
    expect([service().started, service().queue, await recordNow()]).toEqual([[], [], before]);
  });

  it('brings forward what the sweeper would do later: long before it is due', async () => {
    await service().send(aBody());
    service().started.length = 0;
    expect(await service().sweep()).toMatchObject({ looked_at: 0 });
    expect(await ops('retry 1/1001-1 --yes')).toMatchObject({
      exitCode: 0,
      outcome: 'done',
      status_now: 'ready_to_export',
    });
    expect(service().started).toMatchObject([{ request_id: '1001-1', run: 1 }]);
    expect(service().queue).toMatchObject([
      { about: 'project', project_id: 1001 },
      { about: 'events', project_id: 1001 },
    ]);
  });

  it('wakes a decision that its workflow did not hear of', async () => {
    await service().send(aBody());
    await service().ask('1001-1');
    await accept();
    service().told.length = 0;
    expect(await ops('retry 1/1001-1 --yes')).toMatchObject({ exitCode: 0, steps: ['queue_events', 'wake', 'start'] });
    expect(service().told).toEqual([{ token: 'token-of-1001-1', error: null }]);
  });

  it('closes a request whose window is over', async () => {
    await service().send(aBody());
    await service().ask('1001-1');
    later(14 * 86_400);
    expect(await ops('retry 1/1001-1 --yes')).toMatchObject({ status: 'ready_to_export', status_now: 'expired' });
    expect(await statusNow()).toBe('expired');
  });

  it('queues the mails that are owed about a request that is over, and afterwards refuses', async () => {
    await service().send(aBody());
    await service().ask('1001-1');
    later(14 * 86_400);
    await service().sweep();
    service().queue.length = 0;
    later(301);
    expect(await ops('retry 1/1001-1 --yes')).toMatchObject({ exitCode: 0, steps: ['queue_mails', 'queue_events'] });
    await service().deliver();
    expect(await ops('retry 1/1001-1 --yes')).toMatchObject({ exitCode: 1, outcome: 'refused' });
    expect(await opsText('retry 1/1001-1')).toContain('It is over: expired, and nobody is owed mail about it.');
  });

  it('refuses for a request that a later one has replaced', async () => {
    await service().send(aBody());
    await service().api('retrieve-request', { as: 'project-admin', params: { request_id: '1001-1' } });
    await service().send(aBody(), 'another-key');
    service().started.length = 0;
    expect(await ops('retry 1/1001-1 --yes')).toMatchObject({ exitCode: 1, outcome: 'refused' });
    expect(await opsText('retry 1/1001-1')).toContain('a later request of the project has taken its place');
    expect(service().started).toEqual([]);
  });

  it('leaves it to whoever was faster', async () => {
    await service().send(aBody());
    const { ledger } = service();
    const read = async (key: Parameters<typeof ledger.read>[0]) => {
      const record = await ledger.read(key);
      return record && { ...record, version: record.version - 1 };
    };
    later(61);
    Object.defineProperty(service(), 'ledger', { value: { ...ledger, read } });
    expect(await ops('retry 1/1001-1 --yes')).toMatchObject({ exitCode: 1, outcome: 'nothing_to_do' });
  });
});

describe('redrive', () => {
  let made = 0;
  const putAside = (body: unknown, reason?: string): SetAsideMessage => {
    made += 1;
    const message = {
      id: `message-${made}`,
      body: typeof body === 'string' ? body : JSON.stringify(body),
      handle: `handle-${made}`,
      quarantined: reason === undefined ? null : { reason, sha256: 'ab', first_seen: '2026-11-23T08:00:00.000Z' },
    };
    operated().aside.push(message);
    return message;
  };
  const task = (project_id: number) => ({ about: 'project', company_id: 1, project_id });
  const becomes = ({ messages }: Record<string, unknown>) =>
    (messages as { becomes: string }[]).map((each) => each.becomes);

  it('has nothing to do when nothing is set aside', async () => {
    expect(await ops('redrive --yes')).toMatchObject({ exitCode: 1, outcome: 'nothing_to_do', messages: [] });
  });

  it('first says what it would do, and leaves everything where it is', async () => {
    await service().send(aBody());
    const all = [putAside(task(1001)), putAside(task(4711)), putAside('{', 'not_json')];
    expect(await opsText('redrive')).toBe(
      [
        'Would put back: project 1001 of company 1 (request 1001-1 is ready to export).',
        'Would drop: project 4711 of company 1 (there is no such project).',
        `Stays set aside: message ${all[2]!.id} (not_json, first seen 2026-11-23T08:00:00.000Z, sha256 ab).`,
        'Nothing has been changed. With --yes it is done.',
      ].join('\n'),
    );
    expect([service().queue, operated().aside, operated().hidden]).toEqual([[], all, []]);
  });

  it('R38: puts back what people are owed, once however often it is redriven', async () => {
    await service().send(aBody());
    putAside(task(1001));
    putAside(task(1001));
    expect(await ops('redrive --yes')).toMatchObject({ exitCode: 0, outcome: 'done' });
    expect(await ops('redrive --yes')).toMatchObject({ exitCode: 1, outcome: 'nothing_to_do' });
    expect(service().queue).toEqual([task(1001)]);
    expect([operated().aside, operated().hidden]).toEqual([[], []]);
    await service().deliver();
    expect(service().mails).toHaveLength(3);
  });

  it('R38: drops what is about a request that is over and owes nothing', async () => {
    await service().send(aBody());
    await service().api('retrieve-request', { as: 'project-admin', params: { request_id: '1001-1' } });
    putAside(task(1001));
    expect(await opsText('redrive --yes')).toBe(
      'Dropped: project 1001 of company 1 (request 1001-1 is over (retrieved), and nobody is owed mail about it).',
    );
    expect([service().queue, operated().aside, operated().hidden]).toEqual([[], [], []]);
  });

  it('puts back what is about a request that is over while somebody is owed mail about it', async () => {
    await service().send(aBody());
    await service().ask('1001-1');
    later(14 * 86_400);
    await service().sweep();
    service().queue.length = 0;
    later(301);
    putAside(task(1001));
    expect(becomes(await ops('redrive --yes'))).toEqual(['put_back']);
    expect(service().queue).toEqual([task(1001)]);
  });

  it('puts back a list of what waits', async () => {
    const digest = { about: 'digest', company_id: 1, integration_id: 'default', day: '2026-11-23' };
    putAside(digest);
    expect(becomes(await ops('redrive --yes'))).toEqual(['put_back']);
    expect(service().queue).toEqual([digest]);
  });

  it('R37: keeps what is quarantined, and what cannot be read although nobody quarantined it', async () => {
    const kept = [putAside('{', 'not_json'), putAside('{"about":"invoice"}')];
    expect(becomes(await ops('redrive --yes'))).toEqual(['keep', 'keep']);
    expect(await ops('redrive --yes')).toMatchObject({ exitCode: 1, outcome: 'nothing_to_do' });
    expect([operated().aside, operated().hidden]).toEqual([kept, []]);
  });

  it('shows everything again that it had in hand when it broke off', async () => {
    await service().send(aBody());
    const all = [putAside('{', 'not_json'), putAside(task(1001)), putAside(task(1001))];
    const { ledger } = service();
    Object.defineProperty(service(), 'ledger', { value: { ...ledger, read: () => Promise.reject(new Error('down')) } });
    await expect(ops('redrive --yes')).rejects.toThrow('down');
    expect(operated().hidden).toEqual([]);
    expect(new Set(operated().aside)).toEqual(new Set(all));
  });
});

describe('a command line', () => {
  it.each([
    ['', 'Name a command'],
    ['sell 1001-1', 'There is no command "sell"'],
    ['constructor', 'There is no command'],
    ['show 1001-1 --colour', "Unknown option '--colour'"],
    ['redrive --company 1', 'redrive takes no --company'],
  ])('"%s" is refused: %s', (line, message) => {
    expect(() => readCommandLine(line.split(' ').filter(Boolean))).toThrow(message);
  });

  it.each([
    ['show', 'Name one request'],
    ['show 1001', 'Name one request'],
    ['show 1001-1 1001-2 --company 1', 'Name one request'],
    ['show 1001-1', 'Name its company'],
    ['show 1/1001-1 --company 1', 'Name the company'],
    ['show 1001-1 --company acme', 'Name the company'],
    ['redrive 1001-1', 'redrive takes no names'],
  ])('"%s" makes no sense to its command: %s', async (line, message) => {
    await expect(opsText(line)).rejects.toThrow(message);
  });

  it('is answered in one line of JSON where it asks for that', () => {
    const report: Report = { outcome: 'would_do', lines: ['Would do much.'], facts: { much: true } };
    const command = readCommandLine(['show', '1/1001-1', '--json']);
    expect(printed(command, report)).toBe('{"command":"show","outcome":"would_do","much":true}');
  });
});

describe('reissue-links', () => {
  it('kills the links that were mailed, mails new ones that decide, and names who had it done', async () => {
    await service().send(aBody());
    await service().ask('1001-1');
    const old = service().linkOf('approver');
    expect(await ops('reissue-links 1/1001-1 --by Pat')).toMatchObject({ exitCode: 0, outcome: 'would_do' });
    expect((await service().page(old)).status).toBe(200);
    expect(await ops('reissue-links 1/1001-1 --by Pat --yes')).toMatchObject({ exitCode: 0, outcome: 'done' });
    const form = { ...(await service().formOf(old)), decision: 'accept' };
    expect((await service().page(old, form)).status).toBe(404);
    await service().deliver();
    const fresh = service().linkOf('approver');
    expect(fresh).not.toBe(old);
    expect((await service().page(fresh, { ...(await service().formOf(fresh)), decision: 'accept' })).status).toBe(200);
    expect(await statusNow()).toBe('exporting');
    const named = (await recordNow())?.events.find(({ name }) => name === 'reissue_links');
    expect(named).toMatchObject({ by: null, details: { operator: 'Pat' } });
    expect(await ops('reissue-links 1/1001-1 --by Pat --yes')).toMatchObject({ exitCode: 1, outcome: 'refused' });
  });
});

describe('give-up', () => {
  const silent = {
    find: async () => null,
    update: () => Promise.reject(SILENCE),
    create: () => Promise.reject(SILENCE),
  };

  it('hands an export whose outcome stayed unknown to its approver, once people were told, and names who looked', async () => {
    service().openSession = async () => silent;
    await service().send(aBody());
    await service().ask('1001-1');
    await accept();
    await service().export('1001-1');
    expect(await ops('give-up 1/1001-1 --by Pat --yes')).toMatchObject({ exitCode: 1, outcome: 'refused' });
    later(900);
    await service().sweep();
    const current = (await recordNow()) ?? expect.fail('no record');
    await service().ledger.write(current, beginExport(current, service().now));
    expect(await ops('give-up 1/1001-1 --by Pat --yes')).toMatchObject({ exitCode: 1, outcome: 'refused' });
    later(130);
    expect(await ops('give-up 1/1001-1 --by Pat')).toMatchObject({ exitCode: 0, outcome: 'would_do' });
    expect(await statusNow()).toBe('exporting');
    expect(await ops('give-up 1/1001-1 --by Pat --yes')).toMatchObject({ exitCode: 0, outcome: 'done' });
    expect(await statusNow()).toBe('failed_to_export');
    expect((await recordNow())?.events.at(-1)).toMatchObject({ name: 'fail_export', details: { operator: 'Pat' } });
    await service().deliver();
    expect(service().mails.at(-1)?.subject).toContain('Export failed');
    expect(await ops('give-up 1/1001-1 --by Pat --yes')).toMatchObject({ exitCode: 1, outcome: 'refused' });
  });

  it('asks who has looked, and for a request that there is', async () => {
    await expect(ops('give-up 1/1001-1 --yes')).rejects.toThrow('--by');
    expect(await ops('give-up 1/1001-1 --by Pat')).toMatchObject({ exitCode: 1, outcome: 'refused' });
  });
});
