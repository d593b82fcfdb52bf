import { describe, expect, it } from 'vitest';
import { aBody, servicePerTest } from '#test/support/service.ts';

const service = servicePerTest();
const later = (seconds: number) => (service().now = new Date(service().now.getTime() + seconds * 1000));
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
    expect(await service().sweep()).toEqual({ looked_at: 0, failed: 0 });
    later(61);
    expect(await service().sweep()).toEqual({ looked_at: 1, failed: 0 });
    expect(service().started).toMatchObject([{ request_id: '1001-1', run: 1 }]);
    expect(await service().sweep()).toEqual({ looked_at: 0, failed: 0 });
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
    expect(await service().sweep()).toEqual({ looked_at: 2, failed: 0 });
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
    expect(await service().sweep()).toEqual({ looked_at: 2, failed: 1 });
    expect(service().started).toMatchObject([{ request_id: '2-1' }]);
  });

  it('does nothing twice when it runs twice at once', async () => {
    await service().send(aBody());
    await service().ask('1001-1');
    later(14 * 86_400);
    await Promise.all([service().sweep(), service().sweep(), service().sweep()]);
    const events = await service().api('list-events', { params: { request_id: '1001-1' } });
    expect(events.list.map(({ name }) => name)).toEqual(['send', 'expire']);
  });
});
