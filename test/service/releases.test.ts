import { beforeEach, describe, expect, it } from 'vitest';
import { firstBrokenLink } from '#domain/audit.ts';
import { ledgerPerTest } from '#test/support/dynamo-ledger.ts';
import { leftBy, putRows, releases } from '#test/support/releases.ts';
import { approvers, keyOf } from '#test/support/service.ts';
import { ServedService } from '#test/support/served-service.ts';

const underTest = ledgerPerTest();

/** Requests that await a decision, by the names that test/fixtures/leave-behind.ts gives them. */
const WAITING = ['waiting', 'accepted_in_part', 'update_waiting', 'sent_again', 'of_another_generation'];
/** Requests that are accepted and not yet written. */
const UNDER_WAY = ['accepted', 'running', 'answer_lost'];
/** What the links of requests show that are not open any more. */
const RESULTS = {
  expired: 'Expired',
  refused: 'taken',
  synced: 'Done',
  synced_before: 'Done',
  rejected: 'The total is from last year.',
  retrieved: 'Withdrawn',
};

describe.each(releases)('what %s left behind', (release) => {
  const left = leftBy(release);
  const idOf = (name: string): string => left.requests[name] ?? expect.fail(`${release} left nothing that is ${name}.`);
  const has = (name: string): boolean => left.requests[name] !== undefined;
  const linkOf = (name: string) => left.links[idOf(name)] ?? expect.fail(`${release} mailed no link for ${name}.`);
  let service: ServedService;

  beforeEach(async () => {
    const { client, table, ledger } = underTest();
    const integration = await putRows(left, { client, name: table });
    service = new ServedService(ledger, { definition: left.definition });
    service.integration = integration;
    // What its ERP has got so far.
    for (const name of ['synced', 'synced_before', 'answer_lost', 'running'].filter(has)) {
      const { projectId } = keyOf(idOf(name));
      service.erp.jobs.push({ external_id: `1-${projectId}`, job_id: 'P-042', name: 'Harbour Bridge' });
    }
  });

  /** The execution of the request goes on as it was: its first state waits with the token that stands in the ledger. */
  const resume = async (name: string): Promise<void> => {
    const { task_token: token } = (await service.recordOf(idOf(name))) ?? expect.fail('not found');
    const execution = left.executions[idOf(name)] ?? expect.fail(`${release} left no execution for ${name}.`);
    if (token === null) await service.deps.workflow.start(execution);
    else service.resume(execution, token);
    await service.settled();
  };

  const endsInOneJob = async (name: string): Promise<void> => {
    await service.liveUntil(idOf(name), 'synced');
    const record = (await service.recordOf(idOf(name))) ?? expect.fail('not found');
    const generation = record.generation === 0 ? '' : `-${record.generation}`;
    expect(service.erp.jobsOf(`1-${record.project_id}${generation}`)).toHaveLength(1);
    expect(record.due_at).toBeNull();
    if (record.request.number === 1) expect(firstBrokenLink(record.events)).toBeNull();
  };

  it.each(WAITING.filter(has))(
    'is a request %s that its link still accepts, and its own execution exports',
    async (name) => {
      await resume(name);
      const { token } = linkOf(name);
      const answer = await service.page(token, { ...(await service.formOf(token)), decision: 'accept' });
      expect(answer.status).toBe(200);
      await endsInOneJob(name);
    },
  );

  it.each(['waiting', 'update_waiting'].filter(has))(
    'is a page about a request %s, open in a browser, whose form still decides',
    async (name) => {
      const { token, form } = linkOf(name);
      const rejected = await service.page(token, { ...form, decision: 'reject', reason: 'The total is wrong.' });
      expect(rejected.status).toBe(200);
      expect((await service.recordOf(idOf(name)))?.request.decision).toMatchObject({ kind: 'reject', via: 'link' });
    },
  );

  it.each([linkOf('waiting').session].filter((session) => session !== undefined))(
    'is a session in a browser that still shows the page',
    async ({ path, cookies }) => {
      const headers = { 'sec-fetch-mode': 'navigate' };
      const shown = await service.visit('show-approval', { token: path, cookies, headers });
      expect(shown.status).toBe(200);
      expect(shown.text).toContain('Harbour Bridge');
    },
  );

  it.each(UNDER_WAY.filter(has))('is an execution whose request is %s: it ends in one job', async (name) => {
    await resume(name);
    await endsInOneJob(name);
  });

  it.each([...WAITING, ...UNDER_WAY].filter(has))(
    'is a request %s whose execution is lost: a new one goes on',
    async (name) => {
      await service.sweep('open');
      await service.live(2);
      const { token } = linkOf(name);
      if (WAITING.includes(name)) await service.page(token, { ...(await service.formOf(token)), decision: 'accept' });
      await endsInOneJob(name);
    },
  );

  it('is a request that nobody was asked about: it is asked about now', async () => {
    await service.live(2);
    const subjects = service.mails.map(({ subject }) => subject).filter((subject) => subject.includes(idOf('unasked')));
    expect(subjects).toHaveLength(approvers.length);
  });

  it.each(Object.entries(RESULTS).filter(([name]) => has(name)))(
    'is a link of a request %s that says so',
    async (name, words) => {
      expect((await service.page(linkOf(name).token)).text).toContain(words);
    },
  );

  it('is a list in which every request can be read', async () => {
    const { list } = await service.api('list-requests', { query: { per_page: '100' } });
    expect(list.map(({ id }) => id).sort()).toEqual(Object.values(left.requests).sort());
    for (const request_id of Object.values(left.requests)) {
      expect((await service.api('get-request', { params: { request_id } })).status, request_id).toBe(200);
    }
  });
});
