import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connection, NEW_CONNECTION } from '#domain/connection.ts';
import { ErpError } from '#domain/erp.ts';
import { readCommandLine } from '#ops/command-line.ts';
import { runCommand } from '#ops/run.ts';
import { inFile, operatedCompanyPerTest } from '#test/service/operated-company.ts';
import { MARKERS } from '#test/support/leaks.ts';
import { afterNoon, anIntegration, aPolicy, NOON } from '#test/support/records.ts';
import { seedIntegrations } from '#use-cases/seed-integrations.ts';

const company = operatedCompanyPerTest();
const credentials = { user: 'procore', password: MARKERS.erpPassword };

const main = anIntegration();
const west = anIntegration({
  id: 'west',
  name: 'Western books',
  erp: 'tryton',
  is_default: false,
  serves: [{ field: 'state_code', values: ['CA'] }],
  settings: { url: 'https://tryton.example.com/erp/' },
});
const both = [main, west].map(inFile);

const seed = async (...listed: Parameters<typeof seedIntegrations>[1]): Promise<string[]> => {
  const told: string[] = [];
  const { integrations } = company();
  await seedIntegrations({ integrations, clock: () => NOON, warn: (message) => void told.push(message) }, listed, []);
  return told;
};

const RUNNING =
  'Functions that are running go by what they know for up to a minute, and by replaced credentials for up to five.';
const TAKEN_OVER = 'Operators keep this company from now on: deployments leave its integrations alone.';

describe('integration put', () => {
  it('writes secrets before the ledger, and says what was added', async () => {
    const { text, exitCode } = await company().put(both, { west: credentials });
    expect([text.split('\n'), exitCode]).toEqual([
      ['Company 1.', 'west: credentials added.', 'main: added.', 'west: added.', TAKEN_OVER, RUNNING],
      0,
    ]);
    expect(company().writes).toEqual(['secret west', 'ledger main', 'ledger west']);
    expect(await company().integrations.list(1)).toMatchObject([
      { ...main, kept_by: 'operators' },
      { ...west, kept_by: 'operators' },
    ]);
    expect(company().secrets.get('west')).toEqual(credentials);
  });

  it('may be repeated: nothing is said to change, and no secret is written', async () => {
    await company().put(both, { west: credentials });
    const { text, exitCode } = await company().put(both, { west: credentials });
    expect([text.split('\n'), exitCode]).toEqual([['Company 1.', 'main: unchanged.', 'west: unchanged.', RUNNING], 0]);
    expect(company().writes.filter((write) => write.startsWith('secret'))).toEqual(['secret west']);
  });

  it('names the fields that change, and retires what the file no longer has', async () => {
    await company().put(both, { west: credentials });
    const renamed = { ...main, name: 'Books', policy: aPolicy({ four_eyes: false }) };
    const east = { ...west, id: 'east', settings: { url: 'https://tryton.example.com/east/' } };
    const again = await company().put([renamed, east].map(inFile), { east: credentials });
    expect(again.text.split('\n')).toEqual([
      'Company 1.',
      'east: credentials added.',
      'main: changed (name, policy.four_eyes).',
      'east: added.',
      'west: retired. It serves no new projects any more; its open requests go on.',
      RUNNING,
    ]);
    expect(await company().inService()).toEqual(['east', 'main']);
    const { text } = await company().put([renamed, west].map(inFile), { west: { ...credentials, user: 'other' } });
    expect(text).toContain('west: credentials replaced.\nmain: unchanged.\nwest: changed (serves).\neast: retired.');
    const same = await company().put([renamed, west].map(inFile));
    expect(same.text.split('\n')).toEqual(['Company 1.', 'main: unchanged.', 'west: unchanged.', RUNNING]);
  });

  it('that fails between secret and ledger leaves no integration without its credentials, and is finished by a repeat', async () => {
    company().failing = 'secret west';
    await expect(company().put(both, { west: credentials })).rejects.toThrow('secret west failed');
    expect([await company().inService(), company().secrets.size]).toEqual([[], 0]);

    company().failing = 'ledger west';
    await expect(company().put(both, { west: credentials })).rejects.toThrow('ledger west failed');
    expect(company().secrets.has('west')).toBe(true);
    expect(await company().inService()).not.toContain('west');

    company().failing = null;
    expect((await company().put(both, { west: credentials })).text).toContain('west: added.');
    expect(await company().inService()).toEqual(['main', 'west']);
  });

  it('only says what it would do unless told --yes', async () => {
    const { text, exitCode } = await company().put(both, { west: credentials }, '--dry-run');
    expect(text.split('\n')).toEqual([
      'Company 1.',
      'west: credentials would be added.',
      'main: would be added.',
      'west: would be added.',
      TAKEN_OVER,
      RUNNING,
      'Nothing has been changed. With --yes it is done.',
    ]);
    expect([exitCode, company().writes]).toEqual([0, []]);
  });

  it('tells of all faults of both files at once, without what stands there, and writes nothing', async () => {
    const wrong = { ...inFile(west), settings: { url: 'tryton' }, credentials };
    const files = await company().put([inFile(main), wrong], {
      west: { user: 'a:b', secret: 'hidden' },
      main: {},
      old: {},
    });
    expect(files.exitCode).toBe(1);
    expect(files.text.split('\n').map((line) => line.replace(/: .*/, ''))).toEqual([
      'Nothing has been changed. What is wrong:',
      '  integrations.1.settings.url',
      '  integrations.1.credentials',
      '  credentials.old',
      '  credentials.main',
      '  credentials.west.user',
      '  credentials.west.password',
      '  credentials.west',
    ]);
    expect(files.text).not.toMatch(/a:b|hidden/);
    expect(company().writes).toEqual([]);
  });

  it('wants credentials for every ERP that is signed in to, new ones or those that are kept', async () => {
    const without = await company().put(both);
    expect([without.exitCode, without.text]).toEqual([
      1,
      expect.stringContaining('credentials.west: are missing: Tryton is signed in to, and none are kept yet'),
    ]);
    company().secrets.set('west', { user: 'procore' });
    const kept = await company().put(both);
    expect([kept.exitCode, kept.text]).toEqual([
      1,
      expect.stringMatching(/credentials\.west\.password: .* \(in the secret that is kept\)/),
    ]);
    company().secrets.set('west', credentials);
    expect((await company().put(both)).exitCode).toBe(0);
    expect(company().writes).toEqual(['ledger main', 'ledger west']);
  });

  it('says in facts what it says in words', async () => {
    const { text } = await company().put(both, { west: credentials }, '--json');
    expect(JSON.parse(text)).toEqual({
      command: 'integration put',
      outcome: 'done',
      company_id: 1,
      credentials: [{ id: 'west', becomes: 'added' }],
      integrations: [
        { id: 'main', becomes: 'added', fields: [] },
        { id: 'west', becomes: 'added', fields: [] },
      ],
      taken_over: true,
    });
  });

  it.each([
    ['{"company_id": 1, "password": "hunter2"', / is not JSON( \(line \d+ column \d+\))?\.$/],
    ['hunter2', / is not JSON\.$/],
  ])('quotes nothing of a file that is not JSON: %s', async (content, said) => {
    const path = company().file('company.json', content);
    const failure = await company()
      .run('integration', 'put', path)
      .catch((error: unknown) => error);
    expect(String(failure)).toMatch(said);
    expect(String(failure)).not.toContain('hunter2');
  });

  it('leaves in service what the last file lists and nothing else, whatever the files before had', async () => {
    const ids = ['east', 'north', 'south'];
    const aFile = fc
      .subarray(ids)
      .map((listed) => [
        inFile(main),
        ...listed.map((id) => inFile({ ...west, id, serves: [{ field: 'office', values: [id] }] })),
      ]);
    for (const id of ids) company().secrets.set(id, credentials);
    await fc.assert(
      fc.asyncProperty(fc.array(aFile, { minLength: 1, maxLength: 4 }), async (files) => {
        for (const file of files) expect((await company().put(file)).exitCode).toBe(0);
        const last = (files.at(-1) ?? []).map(({ id }) => id);
        expect(await company().inService()).toEqual(last.toSorted());
      }),
      { numRuns: 25 },
    );
  });
});

describe('a company that operators keep', () => {
  it('is left alone by deployments until it is handed back', async () => {
    await seed(main);
    expect((await company().put([{ ...inFile(main), name: 'Books' }])).text).toContain(TAKEN_OVER);
    expect(await seed(main)).toEqual(['stage_file_overruled_by_operators']);
    expect((await company().run('integration', 'list', '1')).text).toContain(
      'Company 1, kept by operators.\nmain (import-file, "Books")',
    );

    expect((await company().run('integration', 'hand-back', '1')).text).toContain('With --yes it is done.');
    expect(await seed(main)).toEqual(['stage_file_overruled_by_operators']);
    expect((await company().run('integration', 'hand-back', '1', '--yes')).exitCode).toBe(0);
    expect(await seed(main)).toEqual([]);
    expect((await company().run('integration', 'list', '1')).text).toContain(
      'Company 1, kept by the stage file.\nmain (import-file, "Main ERP")',
    );
    expect(await company().run('integration', 'hand-back', '1', '--yes')).toMatchObject({ exitCode: 1 });
  });
});

describe('integration list and show', () => {
  it('say what each serves and what exports found out, and name no people', async () => {
    await company().put(both, { west: credentials });
    const paused = connection.parse({
      state: 'failed',
      last_seen_at: NOON.toISOString(),
      paused_until: afterNoon(60).toISOString(),
      version: 1,
    });
    await company().integrations.connect({ companyId: 1, integrationId: 'west' }, NEW_CONNECTION, paused);
    // What this container knows of the company is up to a minute old.
    await company().put(both);
    expect((await company().run('integration', 'list', '1')).text.split('\n')).toEqual([
      'Company 1, kept by operators.',
      'main (import-file, "Main ERP") serves every project that no other claims; nothing has been exported through it yet.',
      'west (tryton, "Western books") serves the projects that its rule claims; its ERP did not answer the last export; it last answered 2026-11-23 12:00:00 UTC; it is left alone until 2026-11-23 12:01:00 UTC.',
    ]);
    const { text } = await company().run('integration', 'show', '1/west');
    expect(text.split('\n').slice(0, 6)).toEqual([
      'Integration west of company 1: "Western books" (tryton), kept by operators.',
      expect.stringContaining('It serves the projects that its rule claims; its ERP did not answer'),
      'It claims state_code: ["CA"].',
      'Approvers who are asked: 1.',
      'Settings:',
      '  url: "https://tryton.example.com/erp/"',
    ]);
    expect(text).not.toMatch(/@|Aaron/);
  });

  it('show a policy without its people', async () => {
    const policy = aPolicy({ escalation: { to: 'boss@example.com', after: 'P1D' }, four_eyes: false });
    await company().put([inFile({ ...main, policy })]);
    for (const json of [[], ['--json']]) {
      const { text } = await company().run('integration', 'show', '1/main', ...json);
      expect(text).toMatch(/"?after"?:"P1D"/);
      expect(text).toMatch(/"?four_eyes"?: ?false/);
      expect(text).not.toContain('boss@example.com');
    }
  });

  it('are refused for what is not there', async () => {
    expect(await company().run('integration', 'list', '1')).toEqual({
      text: 'Company 1 has no integrations.',
      exitCode: 1,
    });
    for (const command of ['show', 'check'])
      expect(await company().run('integration', command, '1/none')).toEqual({
        text: 'Company 1 has no integration none.',
        exitCode: 1,
      });
  });
});

describe('integration check', () => {
  it('says that the ERP takes the credentials, or what it said instead', async () => {
    await company().put(both, { west: credentials });
    expect(await company().run('integration', 'check', '1/west')).toEqual({
      text: 'Signed in to Tryton, and read there what an export needs.',
      exitCode: 0,
    });
    company().checkConnection = () => Promise.reject(new ErpError('unauthorized', 'Tryton does not accept the user.'));
    expect(await company().run('integration', 'check', '1/west')).toEqual({
      text: 'Not signed in to Tryton (unauthorized): Tryton does not accept the user.',
      exitCode: 1,
    });
    expect(JSON.parse((await company().run('integration', 'check', '1/west', '--json')).text)).toMatchObject({
      signed_in: false,
      reason: 'unauthorized',
    });
  });

  it('asks nobody where there is nothing to sign in to, or no function to ask', async () => {
    await company().put(both, { west: credentials });
    company().checkConnection = () => Promise.reject(new Error('nobody is to be asked'));
    expect(await company().run('integration', 'check', '1/main')).toEqual({
      text: 'There is nothing to sign in to: import-file is not called.',
      exitCode: 1,
    });
    company().erps = ['import-file'];
    expect((await company().run('integration', 'check', '1/west')).text).toBe(
      'The deployment has no functions for tryton: deploy this release first.',
    );
  });
});

describe('the words of the commands', () => {
  it.each([
    ['integration', 'There is no command "integration".'],
    ['integration sell 1', 'There is no command "integration sell".'],
    ['integration put', "Name one file: the company's integrations."],
    ['integration put a.json b.json', "Name one file: the company's integrations."],
    ['integration put /nowhere/company.json', '/nowhere/company.json cannot be read: ENOENT.'],
    ['integration list', 'Name one company: <company>, such as 1.'],
    ['integration list 0', 'Name one company: <company>, such as 1.'],
    ['integration show main', 'Name one integration: <company>/<integration>, such as 1/main.'],
    ['integration show 1/main --credentials -', 'integration show takes no --credentials.'],
    ['integration hand-back 1 --yes --dry-run', 'Say --yes or --dry-run, not both.'],
    ['redrive --credentials -', 'redrive takes no --credentials.'],
  ])('%s: %s', async (line, message) => {
    const run = async () => company().run(...line.split(' '));
    await expect(run()).rejects.toThrow(message);
  });

  it('are refused without a deployment that says how its ERPs are reached', async () => {
    const { world } = company();
    for (const line of ['integration put company.json', 'integration check 1/main']) {
      const run = runCommand(readCommandLine(line.split(' ')), { ...world, erpAccess: null });
      await expect(run).rejects.toThrow('does not say how its ERPs are reached: deploy this release first');
    }
  });
});
