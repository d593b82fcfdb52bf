import { describe, expect, it } from 'vitest';
import type { Ledger } from '#domain/ports.ts';
import { copyOf, memoryLedger } from '#test/support/memory-ledger.ts';
import { inEveryOrder, type Turns } from '#test/support/orders.ts';
import { aBody, servicePerTest, Service, type Answer } from '#test/support/service.ts';

const service = servicePerTest();

/** Each contest takes its own project, so that a table serves all of them. */
let project = 5000;

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

/** The ledger, whose calls take turns. */
const takingTurns = (ledger: Ledger, turns: Turns): Ledger => ({
  ...ledger,
  read: (key) => turns.take(() => ledger.read(key)),
  write: (...all) => turns.take(() => ledger.write(...all)),
  prepare: (...all) => turns.take(() => ledger.prepare(...all)),
  readSnapshot: (...all) => turns.take(() => ledger.readSnapshot(...all)),
  readClosed: (...all) => turns.take(() => ledger.readClosed(...all)),
});

const openContest = async (s: Service): Promise<Contest> => {
  project += 1;
  const { json } = await s.send(aBody(project), `k-${project}`);
  await s.ask(json.id);
  const token = s.linkOf('approver');
  return { id: json.id, projectId: project, token, form: await s.formOf(token), sha256: json.snapshot_sha256 };
};

type Judge = (s: Service, contest: Contest, answers: readonly (Answer | undefined)[]) => Promise<void>;

/** Runs two contenders in every order of their steps; `judge` looks at what is stored and what each was told. */
const inAllOrders = async (
  contenders: readonly [Contender, Contender],
  judge: Judge,
  before: (s: Service) => void = () => undefined,
): Promise<void> => {
  const beginning = copyOf();
  const contest = await openContest(new Service(memoryLedger(beginning)));
  const orders = await inEveryOrder(async (turns) => {
    const ledger = memoryLedger(copyOf(beginning));
    const s = new Service(takingTurns(ledger, turns));
    before(s);
    const answers = await turns.run(contenders.map((contender) => () => contender(s, contest)));
    await judge(new Service(ledger), contest, answers);
  });
  // As many as two that read once and write once have.
  expect(orders).toBeGreaterThanOrEqual(6);
  await onTheRealLedger(contenders, judge, before);
};

/** One after the other, the other way round, and both at once. */
const onTheRealLedger = async (
  [one, other]: readonly [Contender, Contender],
  judge: Judge,
  before: (s: Service) => void,
): Promise<void> => {
  const s = service();
  const { now } = s;
  const meet = async (run: (contest: Contest) => Promise<readonly (Answer | undefined)[]>): Promise<void> => {
    s.now = now;
    const contest = await openContest(s);
    before(s);
    await judge(s, contest, await run(contest));
  };
  await meet(async (contest) => [await one(s, contest), await other(s, contest)]);
  await meet(async (contest) => [await other(s, contest), await one(s, contest)].reverse());
  await meet((contest) => Promise.all([one(s, contest), other(s, contest)]));
};

const stored = async (s: Service, { id }: Contest) => (await s.api('get-request', { params: { request_id: id } })).json;
const eventsOf = async (s: Service, { id }: Contest) =>
  (await s.api('list-events', { params: { request_id: id } })).list.map(({ name }) => name);

it('every order is every way to lay the steps of two tasks side by side, each once', async () => {
  const seen: string[] = [];
  const orders = await inEveryOrder(async (turns) => {
    const taken: string[] = [];
    const task = (name: string, steps: number) => async () => {
      for (let step = 0; step < steps; step += 1) await turns.take(async () => taken.push(name));
    };
    await turns.run([task('a', 3), task('b', 2)]);
    seen.push(taken.join(''));
  });
  expect(orders).toBe(10);
  expect(new Set(seen).size).toBe(10);
  for (const order of seen) expect(order).toMatch(/^(?=(b*ab*){3}$)(a*ba*){2}$/);
});

describe('T15: of two that meet in any order one wins, and the other is told the truth', () => {
  it.each([
    ['accept by link', 'reject by API', acceptByLink, rejectByApi],
    ['reject by link', 'accept by API', rejectByLink, acceptByApi],
    ['accept by API', 'reject by link', acceptByApi, rejectByLink],
  ])('%s against %s', async (_, __, one, other) => {
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
