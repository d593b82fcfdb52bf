import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { decide } from '#local/walk/approval-form.ts';
import { serve } from '#local/server.ts';
import { LocalService, PATIENCE } from '#test/support/local-service.ts';
import { pythonTools, saidBy } from '#test/support/python.ts';
import { acceptedOfSchemathesis, type Accepted } from './accepted.ts';

const tools = await pythonTools(join(import.meta.dirname, 'requirements.txt'));
const why = 'missing' in tools ? ` (skipped: ${tools.missing})` : '';

/** So many for each operation and phase; together some 20,000 cases. */
const EXAMPLES = 12;
const CASES = 20_000;

const report = z.object({
  complete: z.boolean(),
  operations: z.object({ selected: z.number(), tested: z.number(), errored: z.number() }),
  test_cases: z.object({ generated: z.number() }),
  failures: z.array(z.object({ title: z.string(), operations: z.array(z.unknown()) })),
  errors: z.array(z.unknown()),
});
const tokenAnswer = z.object({ access_token: z.string() });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scan-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What Schemathesis finds at a service that describes itself. `parameters` stand in all paths that have them. */
const schemathesis = async (
  url: string,
  token: string,
  parameters: Readonly<Record<string, string | number>>,
  accepted: readonly Accepted[] = acceptedOfSchemathesis,
) => {
  const [config, found] = [join(folder, 'schemathesis.toml'), join(folder, 'report.json')];
  const fixed = Object.entries(parameters).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  await writeFile(config, ['[parameters]', ...fixed, ''].join('\n'));
  const args = [
    '--config-file',
    config,
    'run',
    `${url}/openapi.json`,
    ...['--header', `Authorization: Bearer ${token}`, '--continue-on-failure', '--seed', '1'],
    ...['--max-examples', String(EXAMPLES), '--phases', 'examples,coverage,fuzzing'],
    ...['--checks', 'all', '--exclude-checks', accepted.map(({ check }) => check).join(',')],
    ...['--report', 'json', '--report-json-path', found],
  ];
  await saidBy(tools, 'schemathesis', args, folder);
  return report.parse(JSON.parse(await readFile(found, 'utf8')));
};

describe.skipIf('missing' in tools)(`the API, as its own description says${why}`, () => {
  let service: LocalService;
  /** One project that is synced, and one whose request waits. */
  let [synced, waiting] = [0, 0];
  beforeAll(async () => {
    service = await LocalService.start();
    const { projectId, link } = await service.sendFresh();
    await decide(link, 'accept');
    await vi.waitFor(async () => expect(await service.statusOf(projectId)).toBe('synced'), PATIENCE);
    synced = projectId;
    waiting = (await service.sendFresh()).projectId;
  });
  afterAll(() => service.stop());

  const tokenOf = async (username: string): Promise<string> => {
    const answer = await fetch(`${service.url}/local/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ username }),
    });
    return tokenAnswer.parse(await answer.json()).access_token;
  };

  let cases = 0;
  // Whoever does not belong to a company hears 404 first, whatever is missing.
  const ofOutsiders = [
    ...acceptedOfSchemathesis,
    { check: 'missing_required_header', reason: 'not found comes first' },
  ];
  const people: [string, () => Record<string, string | number>, Accepted[]?][] = [
    ['owner', () => ({})],
    ['project-admin', () => ({ company_id: 1, project_id: synced, request_id: `${synced}-1` })],
    ['approver', () => ({ company_id: 1, project_id: waiting, request_id: `${waiting}-1` })],
    ['outsider', () => ({ company_id: 1, project_id: waiting, request_id: `${waiting}-1` }), ofOutsiders],
    ['viewer', () => ({ company_id: 1, project_id: synced, request_id: `${synced}-1` })],
  ];
  it.each(people)('answers %s as described, whatever is asked', async (username, parameters, accepted) => {
    const { failures, errors, operations, complete, test_cases } = await schemathesis(
      service.url,
      await tokenOf(username),
      parameters(),
      accepted,
    );
    cases += test_cases.generated;
    expect({ failures, errors, complete }).toEqual({ failures: [], errors: [], complete: true });
    expect(operations).toEqual({ selected: operations.selected, tested: operations.selected, errored: 0 });
    expect(operations.selected).toBeGreaterThan(15);
  });

  it(`in ${CASES} cases and more`, () => {
    console.log(`${cases} cases`);
    expect(cases).toBeGreaterThan(CASES);
  });
});

describe.skipIf('missing' in tools)(`a service that does not answer as it says${why}`, () => {
  const description = {
    openapi: '3.1.0',
    info: { title: 'Wrong', version: '1' },
    paths: {
      '/things': {
        get: {
          responses: {
            200: {
              description: 'ok',
              content: { 'application/json': { schema: { type: 'object', required: ['id'] } } },
            },
          },
        },
      },
    },
  };

  it.each([
    ['an answer of another shape', 200, 'Response violates schema'],
    ['a status that is not described', 418, 'Undocumented status code'],
    ['a failure', 500, 'Server error'],
  ])('is found: %s', async (_, status, title) => {
    const server = await serve((request, response) => {
      const body = request.url === '/openapi.json' ? description : { name: 'no id' };
      response.writeHead(request.url === '/openapi.json' ? 200 : status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
    try {
      const { failures } = await schemathesis(server.url, 'none', {});
      expect(failures.map((each) => each.title)).toContain(title);
    } finally {
      await server.close();
    }
  });
});
