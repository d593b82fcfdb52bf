import { describe, expect, it, vi } from 'vitest';
import { GENESIS } from '#domain/audit.ts';
import { ErpError } from '#domain/erp.ts';
import { aBody, servicePerTest } from '#test/support/service.ts';

const service = servicePerTest();
const params = { project_id: '1001' };
const later = (seconds: number) => (service().now = new Date(service().now.getTime() + seconds * 1000));
const record = () => service().ledger.read({ companyId: 1, projectId: 1001 });
const bus = () => service().bus;

const decide = async (name: 'accept-request' | 'reject-request', id: string) => {
  const { json } = await service().api('get-request', { params: { request_id: id } });
  const verdict = name === 'accept-request' ? { fields: {} } : { reason: 'The total is from last year.' };
  const body = { ...verdict, snapshot_sha256: json.snapshot_sha256 };
  return service().api(name, { as: 'approver', params: { request_id: id }, body });
};

/** A request on which nobody has decided yet. */
const asked = async (key?: string): Promise<string> => {
  const { json } = await service().send(aBody(), key);
  await service().ask(json.id);
  return json.id;
};

const rejected = async (key?: string): Promise<string> => {
  const id = await asked(key);
  await decide('reject-request', id);
  await service().settle(id, 'approval');
  return id;
};

/** Time passes, and the sweeper and the function that mails do what is due. */
const pass = async (seconds: number): Promise<void> => {
  later(seconds);
  await service().sweep();
  await service().deliver();
};

/** What a program knows that has dealt with each id once, by the order of their sequence. */
const followed = () => {
  const details = bus()
    .distinct.map(({ detail }) => detail)
    .sort((a, b) => a.sequence - b.sequence);
  let previous = GENESIS;
  for (const { previous_id, id } of details) {
    expect(previous_id).toBe(previous);
    previous = id;
  }
  return details.map(({ event }) => event);
};

describe('programs are told', () => {
  it('of each transition once, in its order, and the job comes with its receipt', async () => {
    const id = await asked();
    expect(bus().names).toEqual(['send']);
    await decide('accept-request', id);
    await service().export(id);
    await service().deliver();
    expect(bus().names).toEqual(['send', 'accept', 'begin_export', 'confirm_export']);
    expect(bus().events.at(-1)).toMatchObject({
      type: 'Project synced',
      detail: { stage: 'test', project_id: 1001, request_id: '1001-1', receipt: { job_id: 'P-042' } },
    });
    expect(followed()).toHaveLength(4);
    expect(await record()).toMatchObject({ published_up_to: 4, due_at: null });
  });

  it('by the ids of the audit file', async () => {
    await rejected();
    await service().deliver();
    const { list } = await service().api('list-events', { params: { request_id: '1001-1' } });
    expect(bus().events.map(({ detail }) => detail.id)).toEqual(list.map(({ hash }) => hash));
  });

  it('with the very write that notes the mails', async () => {
    await service().send(aBody());
    const write = vi.spyOn(service().ledger, 'write');
    await service().ask('1001-1');
    // The task token, and the note.
    expect(write).toHaveBeenCalledTimes(2);
    expect(await record()).toMatchObject({ published_up_to: 1, told_up_to: { sequence: 1 } });
  });

  it('of what nobody is mailed for: a request that its sender takes back', async () => {
    const id = await asked();
    await service().api('retrieve-request', { as: 'project-admin', params: { request_id: id } });
    await service().settle(id, 'approval');
    await service().deliver();
    expect(bus().names).toEqual(['send', 'retrieve']);
  });

  it('of attempts that are repeated, as each of them ends', async () => {
    const refuse = () => Promise.reject(new ErpError('temporary', 'Down.'));
    service().openSession = async () => ({ find: refuse, create: refuse, update: refuse });
    const id = await asked();
    await decide('accept-request', id);
    await service().export(id);
    await service().deliver();
    expect(bus().names).toEqual(['send', 'accept', 'begin_export', 'postpone_export']);
  });

  it('of ties within two minutes, by the sweeper: no function runs for them', async () => {
    await service().api('link-project', { as: 'owner', params, body: { ...aBody(), job_id: 'J-77' } });
    await service().api('unlink-project', { as: 'owner', params, body: { reason: 'Wrong job.' } });
    await pass(61);
    expect(bus().events.map(({ type, detail }) => [type, detail.project_status])).toEqual([
      ['Project linked', 'synced'],
      ['Project unlinked', 'not_sent'],
    ]);
    expect([(await record())?.due_at, service().mails]).toEqual([null, []]);
  });

  it('of more than the bus takes at once', async () => {
    bus().isDown = true;
    for (let number = 1; number <= 6; number += 1) await rejected(`key-${number}`);
    bus().isDown = false;
    const put = vi.spyOn(bus(), 'put');
    await service().deliver();
    expect(put.mock.calls.map(([events]) => events.length)).toEqual([10, 2]);
    expect(followed()).toHaveLength(12);
  });
});

describe('a bus that takes nothing', () => {
  it('holds back no mail, and gets everything once it is there again', async () => {
    bus().isDown = true;
    await rejected();
    await service().deliver();
    expect(service().mails.at(-1)?.to).toBe('project-admin@example.com');
    expect([bus().events, service().queue]).toEqual([[], []]);
    expect(await record()).toMatchObject({ published_up_to: 0, told_up_to: { sequence: 2 } });
    bus().isDown = false;
    await pass(61);
    expect(bus().names).toEqual(['send', 'reject']);
    expect((await record())?.due_at).toBeNull();
  });

  it('is asked after growing pauses, and after a quarter of an hour somebody is told', async () => {
    bus().isDown = true;
    await rejected();
    await service().deliver();
    service().warnings.length = 0;
    const put = vi.spyOn(bus(), 'put');
    for (let minute = 1; minute <= 60; minute += 1) await pass(60);
    expect(put).toHaveBeenCalledTimes(6);
    expect(service().warnings).toEqual([
      ...Array<string>(4).fill('events_not_published'),
      'events_overdue',
      'events_overdue',
    ]);
  });

  it('is told of a request that another has replaced in the meantime', async () => {
    bus().isDown = true;
    await rejected('key-1');
    await service().deliver();
    await rejected('key-2');
    bus().isDown = false;
    await asked('key-3');
    expect(followed()).toEqual(['send', 'reject', 'send', 'reject', 'send']);
    expect(bus().events.map(({ detail }) => detail.number)).toEqual([1, 1, 2, 2, 3]);
  });

  it('but some events of several gets the first that it refused, and all after it, again', async () => {
    bus().refused.add(2);
    const id = await asked();
    await decide('accept-request', id);
    await service().export(id);
    await service().deliver();
    expect(bus().names).toEqual(['send', 'begin_export', 'confirm_export']);
    expect(await record()).toMatchObject({ published_up_to: 1 });
    bus().refused.clear();
    await pass(61);
    expect(bus().names.slice(3)).toEqual(['accept', 'begin_export', 'confirm_export']);
    expect(followed()).toHaveLength(4);
  });
});

describe('mails that cannot be sent', () => {
  it('hold back no event, not even those of what happens later', async () => {
    await service().send(aBody());
    service().undeliverable = 'owner@example.com';
    await expect(service().ask('1001-1')).rejects.toThrow('1 of 3 mails were not sent.');
    expect([bus().names, (await record())?.published_up_to]).toEqual([['send'], 1]);
    await decide('reject-request', '1001-1');
    // The task about the mails is stuck before all others of its group.
    service().queue.length = 0;
    later(61);
    await service().sweep();
    service().queue.splice(0, Infinity, ...service().queue.filter(({ about }) => about === 'events'));
    await service().deliver();
    expect(bus().names).toEqual(['send', 'reject']);
  });

  it('for want of keys are sent later, and what was published is noted all the same', async () => {
    await service().send(aBody());
    service().linkKeys = () => Promise.reject(new Error('no keys'));
    await expect(service().ask('1001-1')).rejects.toThrow('3 of 3 mails were not sent.');
    expect(await record()).toMatchObject({ published_up_to: 1, told_up_to: null });
  });
});

describe('where events are off', () => {
  it('nothing is owed or published, and nobody is sent for it', async () => {
    service().publishesEvents = false;
    const id = await asked();
    await service().api('retrieve-request', { as: 'project-admin', params: { request_id: id } });
    await service().settle(id, 'approval');
    expect(service().queue).toEqual([]);
    expect(await record()).toMatchObject({ published_up_to: null, due_at: null });
    expect(bus().events).toEqual([]);
  });

  it('and are turned on, an open request is told from its start, and what was closed is not', async () => {
    service().publishesEvents = false;
    await rejected('key-1');
    await service().deliver();
    const id = await asked('key-2');
    service().publishesEvents = true;
    await decide('accept-request', id);
    await service().export(id);
    await service().deliver();
    expect(bus().events.map(({ detail }) => detail.request_id)).toEqual(Array<string>(4).fill('1001-2'));
    await service().send(aBody(), 'key-3');
    await service().ask('1001-3');
    expect(bus().names.at(-1)).toBe('resend');
  });

  it('and were on, what is owed still is forgotten', async () => {
    bus().isDown = true;
    await rejected();
    await service().deliver();
    service().publishesEvents = false;
    await pass(61);
    expect(await record()).toMatchObject({ published_up_to: null, due_at: null });
  });
});
