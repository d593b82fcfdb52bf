import { describe, expect, it } from 'vitest';
import { aBody, servicePerTest } from '#test/support/service.ts';
import { sweep } from '#use-cases/sweep.ts';

const service = servicePerTest();
const later = (seconds: number) => (service().now = new Date(service().now.getTime() + seconds * 1000));
const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);
const accept = async () => {
  const { json } = await service().api('get-request', { params: { request_id: '1001-1' } });
  await service().api('accept-request', {
    as: 'approver',
    params: { request_id: '1001-1' },
    body: { fields: {}, snapshot_sha256: json.snapshot_sha256 },
  });
};

describe('the sweeper', () => {
  it('starts what a crash left unstarted, once it is due, and not again right away', async () => {
    await service().send(aBody());
    service().started.length = 0;
    expect(await service().sweep()).toEqual({ looked_at: 0, failed: 0, overdue_seconds: 0, out_of_time: false });
    later(61);
    expect(await service().sweep()).toEqual({
      looked_at: 1,
      failed: 0,
      overdue_seconds: 1,
      out_of_time: false,
    });
    expect(service().started).toMatchObject([{ request_id: '1001-1', run: 1 }]);
    expect(await service().sweep()).toEqual({ looked_at: 0, failed: 0, overdue_seconds: 0, out_of_time: false });
  });

  it('says how long ago the first of what it took up was due', async () => {
    await service().send(aBody(1001));
    later(1_000);
    await service().send(aBody(1002));
    later(61);
    expect(await service().sweep()).toMatchObject({ looked_at: 2, overdue_seconds: 1_001 });
    expect(await service().sweep()).toMatchObject({ looked_at: 0, overdue_seconds: 0 });
  });

  it('leaves a waiting request alone until a reminder is due, then until its window is over, and wakes the workflow', async () => {
    await service().send(aBody());
    await service().ask('1001-1');
    later(2 * 86_400 - 1);
    expect((await service().sweep()).looked_at).toBe(0);
    later(1);
    expect((await service().sweep()).looked_at).toBe(1);
    await service().deliver();
    later(12 * 86_400 - 1);
    expect((await service().sweep()).looked_at).toBe(0);
    later(1);
    expect((await service().sweep()).looked_at).toBe(1);
    expect(service().told).toEqual([{ token: 'token-of-1001-1', error: 'NotAccepted' }]);
    const { json } = await service().api('get-erp-status', { params: { project_id: '1001' } });
    expect(json).toMatchObject({ status: 'expired', action: { name: 'resend', enabled: true } });
  });

  it('wakes a decided request whose workflow did not hear of it', async () => {
    await service().send(aBody());
    await service().ask('1001-1');
    await accept();
    service().told.length = 0;
    later(61);
    await service().sweep();
    expect(service().told).toEqual([{ token: 'token-of-1001-1', error: null }]);
  });

  it('goes round an execution that runs and cannot be woken: it waits with another token than the ledger has', async () => {
    await service().send(aBody());
    await service().ask('1001-1');
    await accept();
    later(10 * 60);
    await service().sweep();
    service().started.length = 0;
    later(61);
    await service().sweep();
    expect(service().started).toMatchObject([{ run: 1 }, { run: 2 }]);
    await service().export('1001-1');
    service().started.length = 0;
    later(3_600);
    await service().sweep();
    expect(service().started).toEqual([]);
  });

  it('starts the next run when the execution has ended without an end of the request', async () => {
    await service().send(aBody());
    const names: number[] = [];
    const { deps } = service();
    const start = async ({ run }: { run: number }) => (
      names.push(run),
      run === 1 ? ('closed' as const) : ('started' as const)
    );
    Object.defineProperty(service(), 'deps', { value: { ...deps, workflow: { ...deps.workflow, start } } });
    later(61);
    await service().sweep();
    expect(names).toEqual([1, 2]);
    expect((await service().ledger.read({ companyId: 1, projectId: 1001 }))?.request.run).toBe(2);
  });

  it('goes on with every open request after all executions were lost, and mails nobody twice', async () => {
    await service().send(aBody());
    await service().ask('1001-1');
    const mails = service().mails.length;
    service().started.length = 0;
    await service().sweep('open');
    expect(service().started).toHaveLength(1);
    await service().ask('1001-1', 'a-new-token');
    expect(service().mails).toHaveLength(mails);
    await accept();
    expect(service().told.at(-1)).toEqual({ token: 'a-new-token', error: null });
  });

  it('goes by the record, not by an index that lags behind it', async () => {
    await service().send(aBody());
    service().started.length = 0;
    const { ledger } = service();
    const due = async function* () {
      yield { companyId: 1, projectId: 1001 };
      yield { companyId: 1, projectId: 4711 };
    };
    Object.defineProperty(service(), 'ledger', { value: { ...ledger, due } });
    expect(await service().sweep()).toEqual({
      looked_at: 2,
      failed: 0,
      overdue_seconds: 0,
      out_of_time: false,
    });
    expect(service().started).toEqual([]);
  });

  it('is not stopped by one project that fails', async () => {
    await service().send(aBody(1));
    await service().send(aBody(2));
    const { ledger } = service();
    const read = async (key: { projectId: number; companyId: number }) => {
      if (key.projectId === 1) throw new Error('unreadable');
      return ledger.read(key);
    };
    Object.defineProperty(service(), 'ledger', { value: { ...ledger, read } });
    later(61);
    service().started.length = 0;
    expect(await service().sweep()).toEqual({
      looked_at: 2,
      failed: 1,
      overdue_seconds: 1,
      out_of_time: false,
    });
    expect(service().started).toMatchObject([{ request_id: '2-1' }]);
  });

  it('does nothing twice when several run at once', async () => {
    for (let id = 1; id <= 20; id += 1) await service().send(aBody(id));
    for (let id = 1; id <= 10; id += 1) await service().ask(`${id}-1`);
    const mails = service().mails.length;
    service().started.length = 0;
    later(61);
    await Promise.all([service().sweep(), service().sweep(), service().sweep()]);
    const begun = service().started.map(({ request_id, run }) => `${request_id} run ${run}`);
    expect(new Set(begun)).toEqual(new Set(range(11, 20).map((id) => `${id}-1 run 1`)));
    for (const about of ['project', 'events'])
      expect(service().queue.filter((task) => task.about === about)).toHaveLength(10);
    for (let id = 11; id <= 20; id += 1) await service().ask(`${id}-1`);
    expect(service().mails).toHaveLength(2 * mails);

    later(14 * 86_400);
    await Promise.all([service().sweep(), service().sweep(), service().sweep()]);
    for (const id of range(1, 20)) {
      const events = await service().api('list-events', { params: { request_id: `${id}-1` } });
      expect(events.list.map(({ name }) => name)).toEqual(['send', 'expire']);
    }
    expect(service().queue).toHaveLength(20);
    await service().deliver();
    const told = service().mails.slice(2 * mails);
    expect(told).toHaveLength(20 * 4);
    expect(new Set(told.map(({ to, subject, text }) => `${to} ${subject} ${text}`)).size).toBe(20 * 4);
  });
});

describe('a sweep with much to do', () => {
  /** Reads are noted, and none is answered before the test says so. */
  const noting = () => {
    const { ledger } = service();
    const begun: number[] = [];
    const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
    let given = 0;
    const due = async function* () {
      for (given = 1; given <= 100; given += 1) yield { companyId: 1, projectId: given };
    };
    const read = async ({ projectId }: { projectId: number }) => {
      begun.push(projectId);
      await released;
      return null;
    };
    Object.defineProperty(service(), 'ledger', { value: { ...ledger, due, read } });
    return { begun, release: () => release(undefined), given: () => given };
  };

  it('works on sixteen at once, the oldest first, and has no more in hand than that', async () => {
    const { begun, release, given } = noting();
    const sweeping = sweep(service().deps, 'due');
    await expect.poll(() => begun.length).toBe(16);
    expect([begun, given()]).toEqual([range(1, 16), 16]);
    release();
    expect(await sweeping).toEqual({
      looked_at: 100,
      failed: 0,
      overdue_seconds: 0,
      out_of_time: false,
    });
    expect(begun).toEqual(range(1, 100));
  });

  it('takes up nothing new when its time is over, and says so; what is due stays due', async () => {
    const { begun, release } = noting();
    const sweeping = sweep(service().deps, 'due', new Date(service().now.getTime() + 45_000));
    await expect.poll(() => begun.length).toBe(16);
    later(45);
    release();
    expect(await sweeping).toEqual({
      looked_at: 16,
      failed: 0,
      overdue_seconds: 0,
      out_of_time: true,
    });
    expect(begun).toEqual(range(1, 16));
  });

  it('ends what it has begun before it tells that the list of what is due broke off', async () => {
    await service().send(aBody(1));
    const { ledger } = service();
    const due = async function* () {
      yield { companyId: 1, projectId: 1 };
      throw new Error('throttled');
    };
    Object.defineProperty(service(), 'ledger', { value: { ...ledger, due } });
    later(61);
    service().started.length = 0;
    await expect(service().sweep()).rejects.toThrow('throttled');
    expect(service().started).toMatchObject([{ request_id: '1-1' }]);
  });
});
