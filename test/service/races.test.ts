import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ledger } from '#domain/ports.ts';
import { aBody, servicePerTest, type Answer, type Service } from '#test/support/service.ts';

const service = servicePerTest();

/** Each run takes its own project, so that a table serves all of them. */
let project = 5000;

/** Orders of the ledger's calls that each pair is tried in. */
const RUNS = 25;

const WINDOW_MS = 14 * 86_400_000;

interface Contest {
  readonly id: string;
  readonly projectId: number;
  readonly token: string;
  readonly form: Record<string, string>;
  readonly sha256: string;
}

type Contender = (s: Service, contest: Contest) => Promise<Answer | undefined>;

const acceptByLink: Contender = (s, { token, form }) => s.page(token, { ...form, decision: 'accept' });
const rejectByLink: Contender = (s, { token, form }) => s.page(token, { ...form, decision: 'reject', reason: 'No.' });
const acceptByApi: Contender = (s, { id, sha256 }) =>
  s.api('accept-request', {
    as: 'second-approver',
    params: { request_id: id },
    body: { fields: {}, snapshot_sha256: sha256 },
  });
const rejectByApi: Contender = (s, { id, sha256 }) =>
  s.api('reject-request', {
    as: 'second-approver',
    params: { request_id: id },
    body: { reason: 'No.', snapshot_sha256: sha256 },
  });
const retrieve: Contender = (s, { id }) =>
  s.api('retrieve-request', { as: 'project-admin', params: { request_id: id } });
const resend: Contender = (s, { projectId }) => s.send(aBody(projectId, { name: 'Sent again' }), `again-${projectId}`);
const sweepIt: Contender = async (s) => {
  await s.sweep();
  return undefined;
};

/** The service, whose ledger answers in the order that the scheduler says. */
const scheduled = (s: Service, scheduler: fc.Scheduler): void => {
  const { ledger } = s;
  const slow =
    <Args extends unknown[], Result>(name: string, call: (...args: Args) => Promise<Result>) =>
    (...args: Args) =>
      scheduler.schedule(Promise.resolve(), name).then(() => call(...args));
  const reordered: Ledger = {
    ...ledger,
    read: slow('read', (key) => ledger.read(key)),
    write: slow('write', (before, next) => ledger.write(before, next)),
  };
  Object.defineProperty(s, 'ledger', { value: reordered, configurable: true });
};

const openContest = async (s: Service): Promise<Contest> => {
  project += 1;
  const { json } = await s.send(aBody(project), `k-${project}`);
  await s.ask(json.id);
  const token = s.linkOf('approver');
  return { id: json.id, projectId: project, token, form: await s.formOf(token), sha256: json.snapshot_sha256 };
};

/** Runs two contenders in many orders; `judge` looks at what is stored and what each was told. */
const inAllOrders = async (
  [one, other]: readonly [Contender, Contender],
  judge: (s: Service, contest: Contest, answers: readonly (Answer | undefined)[]) => Promise<void>,
  before: (s: Service) => void = () => undefined,
): Promise<void> => {
  const s = service();
  const { ledger, now } = s;
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      Object.defineProperty(s, 'ledger', { value: ledger, configurable: true });
      s.now = now;
      const contest = await openContest(s);
      before(s);
      scheduled(s, scheduler);
      const work = Promise.all([one(s, contest), other(s, contest)]);
      await scheduler.waitFor(work);
      Object.defineProperty(s, 'ledger', { value: ledger, configurable: true });
      await judge(s, contest, await work);
    }),
    { numRuns: RUNS },
  );
};

const stored = async (s: Service, { id }: Contest) => (await s.api('get-request', { params: { request_id: id } })).json;
const eventsOf = async (s: Service, { id }: Contest) =>
  (await s.api('list-events', { params: { request_id: id } })).list.map(({ name }) => name);

describe('T15: of two that meet in any order one wins, and the other is told the truth', () => {
  it.each([
    ['accept by link', acceptByLink, 'reject by API', rejectByApi],
    ['reject by link', rejectByLink, 'accept by API', acceptByApi],
    ['accept by API', acceptByApi, 'reject by link', rejectByLink],
  ])('%s against %s', async (_, one, __, other) => {
    await inAllOrders([one, other], async (s, contest, answers) => {
      const { decision } = await stored(s, contest);
      expect(await eventsOf(s, contest)).toEqual(['send', decision?.kind]);
      expect(answers.map((answer) => answer?.status).sort()).toEqual([200, 409]);
      const loser = answers.find((answer) => answer?.status === 409)?.text ?? '';
      expect(loser).toContain(decision?.by.name);
    });
  });

  it('two equal accepts are one decision, and both are told so', async () => {
    await inAllOrders([acceptByLink, acceptByApi], async (s, contest, answers) => {
      expect(await eventsOf(s, contest)).toEqual(['send', 'accept']);
      expect(answers.map((answer) => answer?.status)).toEqual([200, 200]);
    });
  });
});

describe('T17: a decision against the sender who takes the request back', () => {
  it.each([
    ['accept', acceptByLink],
    ['reject', rejectByApi],
  ])('%s', async (_, decide) => {
    await inAllOrders([decide, retrieve], async (s, contest, answers) => {
      const { decision, status } = await stored(s, contest);
      expect(answers.map((answer) => answer?.status).sort()).toEqual([200, 409]);
      expect(await eventsOf(s, contest)).toEqual(['send', decision?.kind ?? 'retrieve']);
      expect(status === 'retrieved').toBe(decision === null);
      expect(answers[decision === null ? 1 : 0]?.status).toBe(200);
    });
  });
});

describe('a decision against a second sending', () => {
  it('never lets the second sending in, and is not disturbed by it', async () => {
    await inAllOrders([acceptByLink, resend], async (s, contest, answers) => {
      expect(answers.map((answer) => answer?.status)).toEqual([200, 409]);
      expect(await eventsOf(s, contest)).toEqual(['send', 'accept']);
    });
  });

  it('after a reject, the sending is a request of its own or is told of the open one', async () => {
    await inAllOrders([rejectByApi, resend], async (s, contest, answers) => {
      expect(answers[0]?.status).toBe(200);
      expect([202, 409]).toContain(answers[1]?.status);
      expect(await eventsOf(s, contest)).toEqual(['send', 'reject']);
    });
  });
});

describe('T16: a decision against the end of the window', () => {
  it('at the last second wins over the sweeper, which finds nothing to do', async () => {
    const lastSecond = (s: Service) => (s.now = new Date(s.now.getTime() + WINDOW_MS - 1_000));
    await inAllOrders(
      [acceptByApi, sweepIt],
      async (s, contest, answers) => {
        expect(answers[0]?.status).toBe(200);
        expect(await eventsOf(s, contest)).toEqual(['send', 'accept']);
      },
      lastSecond,
    );
  });

  it('at the end loses to it, whoever writes first', async () => {
    const atTheEnd = (s: Service) => (s.now = new Date(s.now.getTime() + WINDOW_MS));
    await inAllOrders(
      [acceptByApi, sweepIt],
      async (s, contest, answers) => {
        expect(answers[0]?.status).toBe(409);
        expect(await eventsOf(s, contest)).toEqual(['send', 'expire']);
      },
      atTheEnd,
    );
  });
});
