import { describe, expect, it } from 'vitest';
import { firstBrokenLink } from '#domain/audit.ts';
import { awaitsDecision } from '#domain/request.ts';
import { ledgerPerTest } from '#test/support/dynamo-ledger.ts';
import { aBody, approvers } from '#test/support/service.ts';
import { ServedService } from '#test/support/served-service.ts';
import { definitionsOfReleases } from '#test/support/releases.ts';

const PROJECT = 1001;
const ID = '1001-1';
/** Writes of a request's item from its sending to its receipts. */
const WRITES = 7;
const KEY = 'the-button-pressed-once';

const underTest = ledgerPerTest();

/** One request's steps, as people and AWS take them. */
const stepsOf = (service: ServedService, project = PROJECT) => {
  const send = () => service.send(aBody(project), KEY);
  const accept = async () => {
    const token = service.linkOf('approver');
    await service.page(token, { ...(await service.formOf(token)), decision: 'accept' });
  };
  const settled = () => service.settled();
  const deliver = () => service.deliver();
  return { send, accept, settled, deliver, all: [send, settled, deliver, accept, settled, deliver] };
};

/** Sent, asked about, and mailed. */
const asked = async (service: ServedService): Promise<void> => {
  const { send, settled, deliver } = stepsOf(service);
  for (const step of [send, settled, deliver]) await step();
};

/** How each crash point comes about; what follows is the same for all. */
const crashes = {
  cp01: (service) => service.killedAt({ call: 'ledger.write', when: 'before' }, stepsOf(service).send),
  cp02: (service) => service.killedAt({ call: 'workflow.start', when: 'before' }, stepsOf(service).send),
  cp03: (service) => service.killedAt({ call: 'workflow.start', when: 'after' }, stepsOf(service).send),
  cp04: (service) => {
    const { send, settled } = stepsOf(service);
    return service.killedAt({ call: 'ledger.write', when: 'before', nth: 2 }, send, settled);
  },
  cp05: (service) => {
    const { send, settled } = stepsOf(service);
    return service.killedAt({ call: 'mailQueue.add', when: 'before' }, send, settled);
  },
  cp06: async (service) => {
    const { send, settled, deliver } = stepsOf(service);
    await send();
    await settled();
    await service.killedAt({ call: 'ledger.write', when: 'before' }, deliver);
    expect(service.mails).toHaveLength(approvers.length);
  },
  cp07: async (service) => {
    await asked(service);
    await service.killedAt({ call: 'workflow.succeed', when: 'before' }, stepsOf(service).accept);
  },
  cp08: async (service) => {
    await asked(service);
    await service.killedAt({ call: 'workflow.succeed', when: 'after' }, stepsOf(service).accept);
  },
  cp09: async (service) => {
    await asked(service);
    const { accept, settled } = stepsOf(service);
    await service.killedAt({ call: 'erp.create', when: 'before' }, accept, settled);
    expect(service.erp.jobs).toEqual([]);
  },
  cp10: async (service) => {
    await asked(service);
    service.erp.answersToLose = 1;
    await stepsOf(service).accept();
    await service.settled();
    expect(service.erp.jobs).toHaveLength(1);
    expect((await service.recordOf(ID))?.request.exports.at(-1)?.outcome).toBe('unknown');
  },
  cp11: async (service) => {
    await asked(service);
    const { accept, settled } = stepsOf(service);
    await service.killedAt({ call: 'erp.create', when: 'after' }, accept, settled);
    expect(service.erp.jobs).toHaveLength(1);
  },
  cp12: async (service) => {
    await asked(service);
    const { accept, settled } = stepsOf(service);
    await service.killedAt({ call: 'waiting.succeed', when: 'before' }, accept, settled);
    expect((await service.recordOf(ID))?.request.status).toBe('synced');
  },
} satisfies Record<string, (service: ServedService) => Promise<void>>;

/** Every event explains the status that stands beside it, and the chain is whole. */
const isExplained = async (service: ServedService, id = ID): Promise<void> => {
  const record = await service.recordOf(id);
  if (record === null) return;
  expect(firstBrokenLink(record.events)).toBeNull();
  expect(record.events.at(-1)?.status).toBe(record.request.status);
};

/** What people do after a crash that they know nothing of: the sender presses again, the approver follows the link. */
const goOn = async (service: ServedService): Promise<void> => {
  await isExplained(service);
  const { send, accept } = stepsOf(service);
  expect((await send()).status).toBe(202);
  await service.live(10);
  const record = await service.recordOf(ID);
  if (record && awaitsDecision(record.request)) await accept();
  await service.liveUntil(ID, 'synced');
};

const endsRight = async (service: ServedService): Promise<void> => {
  const record = (await service.recordOf(ID)) ?? expect.fail('The request is lost.');
  const names = record.events.map(({ name }) => name);
  expect(service.erp.jobs).toMatchObject([{ external_id: '1-1001' }]);
  for (const once of ['send', 'accept', 'confirm_export'])
    expect(names.filter((name) => name === once)).toEqual([once]);
  await isExplained(service);
  expect(record.due_at).toBeNull();
  for (const { email } of approvers) {
    const links = service.mails.flatMap(({ to, text }) =>
      to === email ? (/\/approvals\/[\w.-]+/.exec(text)?.slice(0, 1) ?? []) : [],
    );
    expect(new Set(links).size, email).toBe(1);
  }
  expect(service.mails.map(({ to }) => to)).toContain('project-admin@example.com');
};

const survives = async (crash: (service: ServedService) => Promise<void>, definition?: string): Promise<void> => {
  const service = new ServedService(underTest().ledger, definition === undefined ? {} : { definition });
  await crash(service);
  await goOn(service);
  await endsRight(service);
};

describe('after a crash at', () => {
  it('cp01, between the call and its write: nothing is there, and the same call again makes one request', () =>
    survives(crashes.cp01));
  it('cp02, between the write and the start of its execution: the sweeper starts it', () => survives(crashes.cp02));
  it('cp03, between the start and its answer: starting again is the same start', () => survives(crashes.cp03));
  it('cp04, between the waiting state and its token: the next run leaves another', () => survives(crashes.cp04));
  it('cp05, between the token and the mails: they are queued again', () => survives(crashes.cp05));
  it('cp06, between the mails and the note that they are sent: at most sent again, with the same link', () =>
    survives(crashes.cp06));
  it('cp07, between the decision and its wake-up: the sweeper wakes', () => survives(crashes.cp07));
  it('cp08, between the wake-up and its answer: nobody is woken twice', () => survives(crashes.cp08));
  it('cp09, between the intent and the call to the ERP: it is made once, later', () => survives(crashes.cp09));
  it('cp10, between the job and its answer: the job is looked up and found', () => survives(crashes.cp10));
  it('cp11, between the answer and its record: the job is looked up and found', () => survives(crashes.cp11));
  it('cp12, between the record and the word to the workflow: the next attempt says what stands there', () =>
    survives(crashes.cp12));

  it.each(['before', 'after'] as const)(
    'cp14, %s any write: status and audit event stand there together or not at all',
    async (when) => {
      for (let nth = 1; nth <= WRITES; nth += 1) {
        const service = new ServedService(underTest().ledger);
        await service.killedAt({ call: 'ledger.write', when, nth }, ...stepsOf(service, nth).all);
        await isExplained(service, `${nth}-1`);
      }
    },
  );
});

describe.each(definitionsOfReleases)(
  'cp15, a deployment at any of these points: $release began the execution',
  ({ definition }) => {
    it.each(Object.entries(crashes))('%s', (_, crash) => survives(crash, definition));
  },
);
