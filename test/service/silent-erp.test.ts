import { beforeEach, describe, expect, it } from 'vitest';
import { ErpError, type ErpSession, type Job } from '#domain/erp.ts';
import { afterNoon, aKnownIntegration } from '#test/support/records.ts';
import { aBody, approvers, servicePerTest } from '#test/support/service.ts';

const service = servicePerTest();

const SILENCE = new ErpError('unknown_outcome', 'The ERP did not answer.');
const DOWN = new ErpError('temporary', 'The ERP is down.');

/** An ERP that makes a second job of a repeated create, and whose search and answers are the test's. */
class SlowErp implements ErpSession {
  readonly jobs: string[] = [];
  /** What a look-up cannot see yet. */
  hidden = false;
  /** What happens to the next calls that write, one after the other: the call is carried out and not answered, or never comes. */
  readonly lost: ('answer' | 'question')[] = [];
  /** What every call that writes is answered. */
  refusal: ErpError | null = null;
  /** What every call meets. */
  error: ErpError | null = null;

  async find({ external_id }: Job) {
    if (this.error) throw this.error;
    return !this.hidden && this.jobs.includes(external_id) ? receiptOf('P-042') : null;
  }

  async create({ external_id, job_id }: Job) {
    if (this.refusal) throw this.refusal;
    const lost = this.lost.shift();
    if (lost !== 'question') this.jobs.push(external_id);
    if (lost !== undefined) throw SILENCE;
    return receiptOf(job_id);
  }

  async update({ job_id }: Job) {
    if (this.refusal) throw this.refusal;
    return receiptOf(job_id);
  }
}

const receiptOf = (job_id: string) => ({ job_id, erp_id: '4711', url: null, at: service().now.toISOString() });

let erp: SlowErp;
beforeEach(() => {
  erp = new SlowErp();
  service().openSession = async () => erp;
  service().integration = aKnownIntegration({ id: 'default', approvers, erp: 'tryton' });
});

const at = (second: number): void => void (service().now = afterNoon(second));

const accepted = async (projectId = 1001): Promise<string> => {
  const { json } = await service().send(aBody(projectId));
  await service().ask(json.id);
  const body = { fields: {}, snapshot_sha256: json.snapshot_sha256 };
  await service().api('accept-request', { as: 'approver', params: { request_id: json.id }, body });
  return json.id;
};

const recordOf = async (projectId = 1001) => {
  const record = await service().ledger.read({ companyId: 1, projectId });
  if (record === null) throw new Error('Nothing stands there.');
  return record;
};

describe('after silence', () => {
  it('the job is made once two look-ups a minute apart have found none', async () => {
    const id = await accepted();
    erp.lost.push('question');
    expect(await service().export(id)).toMatchObject({ outcome: 'unknown' });
    at(15);
    expect(await service().export(id)).toMatchObject({ outcome: 'unknown', found_nothing: true });
    at(45);
    expect(await service().export(id)).toMatchObject({ outcome: 'unknown', found_nothing: true });
    expect(erp.jobs).toEqual([]);
    at(80);
    expect(await service().export(id)).toMatchObject({ outcome: 'synced' });
    expect(erp.jobs).toEqual(['1-1001']);
  });

  it('the job is found where the search lags behind what the ERP has written', async () => {
    const id = await accepted();
    erp.lost.push('answer');
    erp.hidden = true;
    await service().export(id);
    at(15);
    expect(await service().export(id)).toMatchObject({ outcome: 'unknown' });
    erp.hidden = false;
    at(80);
    expect(await service().export(id)).toMatchObject({ outcome: 'synced' });
    expect(erp.jobs).toEqual(['1-1001']);
  });

  it('an ERP that makes no second job is written to again at once', async () => {
    service().integration = aKnownIntegration({ id: 'default', approvers, erp: 'import-file' });
    const id = await accepted();
    erp.lost.push('question');
    await service().export(id);
    at(15);
    expect(await service().export(id)).toMatchObject({ outcome: 'synced' });
  });

  it('a refusal is no end while the call that was lost may still be carried out', async () => {
    service().integration = aKnownIntegration({ id: 'default', approvers, erp: 'import-file' });
    const id = await accepted();
    erp.lost.push('question');
    await service().export(id);
    erp.refusal = new ErpError('refused', 'The number is taken.', { field: 'fields.job_id' });
    at(15);
    expect(await service().export(id)).toMatchObject({ outcome: 'unknown', message: 'The number is taken.' });
    at(89);
    expect(await service().export(id)).toMatchObject({ outcome: 'unknown', found_nothing: true });
    at(90);
    expect(await service().export(id)).toMatchObject({ outcome: 'refused', field: 'fields.job_id' });
    expect((await recordOf()).request.status).toBe('failed_to_export');
  });

  it('a job that is there and may not be changed is named to whoever decides next', async () => {
    const id = await accepted();
    erp.lost.push('answer');
    await service().export(id);
    erp.refusal = new ErpError('refused', 'The job is closed.');
    at(15);
    expect(await service().export(id)).toMatchObject({ outcome: 'unavailable' });
    expect((await service().page(service().linkOf('approver'))).text).toContain('did not answer');
    at(90);
    const message = 'The ERP has the job P-042 already, and refused to change it: The job is closed.';
    expect(await service().export(id)).toMatchObject({ outcome: 'refused', message });
  });

  it('people are told after a quarter of an hour, once, and the service goes on asking', async () => {
    const id = await accepted();
    erp.lost.push('question', 'question', 'question');
    await service().export(id);
    erp.error = DOWN;
    at(899);
    await service().sweep();
    expect((await recordOf()).request.case_opened_at).toBeNull();
    at(900);
    await service().sweep();
    expect((await recordOf()).request).toMatchObject({
      status: 'exporting',
      case_opened_at: afterNoon(900).toISOString(),
    });
    expect(service().warnings).toContain('case_opened');
    await service().deliver();
    const told = () => service().mails.filter(({ subject }) => subject.startsWith('Do not enter by hand'));
    expect(told().map(({ to }) => to)).toEqual(['project-admin@example.com', 'approver@example.com']);
    expect((await service().page(service().linkOf('approver'))).text).toContain('Do not enter it by hand');
    at(3000);
    await service().sweep();
    await service().deliver();
    expect((await recordOf()).events.filter(({ name }) => name === 'open_case')).toHaveLength(1);
    expect(told()).toHaveLength(2);
    expect(service().started.length).toBeGreaterThan(2);
    erp.error = null;
    at(9000);
    await service().export(id);
    at(9100);
    erp.lost.splice(0);
    expect(await service().export(id)).toMatchObject({ outcome: 'synced' });
  });
});

describe('an ERP that is down', () => {
  it('is left alone after three silences, its export waits, and goes on by itself when the pause is over', async () => {
    const id = await accepted();
    erp.error = DOWN;
    for (const second of [0, 15, 45]) {
      at(second);
      await service().export(id);
    }
    expect(service().integration.connection).toMatchObject({
      state: 'failed',
      paused_until: afterNoon(105).toISOString(),
    });
    const { paused_until } = (await recordOf()).request;
    expect(paused_until).not.toBeNull();
    at(46);
    erp.error = null;
    expect(await service().export(id)).toEqual({ outcome: 'paused' });
    expect(await service().settle(id)).toBe('left_to_the_sweeper');
    expect((await recordOf()).due_at).toBe((await recordOf()).request.paused_until);
    const shown = await service().api('get-request', { params: { request_id: id } });
    expect([shown.json.status, shown.json.paused_until]).toEqual(['exporting', paused_until]);
    const { action } = (await service().api('get-erp-status', { params: { project_id: '1001' } })).json;
    expect(action.blockers[0]?.message).toContain('goes on by itself, at the latest soon after');
    at(46 + 60 + 120);
    await service().sweep();
    expect(service().started.at(-1)).toMatchObject({ request_id: id, run: 2 });
    expect(await service().export(id)).toMatchObject({ outcome: 'synced' });
    expect((await recordOf()).request).toMatchObject({ status: 'synced', paused_until: null });
  });

  it('keeps the exports of others waiting without asking it, and one of them tries', async () => {
    const ids = [await accepted(1001), await accepted(1002), await accepted(1003), await accepted(1004)];
    erp.error = DOWN;
    for (const id of ids.slice(0, 3)) await service().export(id);
    expect(await service().export('1004-1')).toEqual({ outcome: 'paused' });
    expect((await recordOf(1004)).request.exports).toEqual([]);
    erp.error = null;
    at(300);
    for (const id of ids) expect(await service().export(id)).toMatchObject({ outcome: 'synced' });
    expect(erp.jobs).toHaveLength(4);
  });

  it('that stays down for three days leaves it to the approver', async () => {
    const id = await accepted();
    erp.error = DOWN;
    for (const second of [0, 15, 45]) {
      at(second);
      await service().export(id);
    }
    at(72 * 3600);
    expect(await service().settle(id)).toBe('failed_to_export');
  });

  it('is asked again when it said it would be back', async () => {
    const id = await accepted();
    erp.error = new ErpError('temporary', 'Slow down.', { retryAfterSeconds: 300 });
    expect(await service().export(id)).toMatchObject({ outcome: 'unavailable', comesBackLater: true });
    expect(service().integration.connection).toMatchObject({
      state: 'connected',
      paused_until: afterNoon(300).toISOString(),
    });
    erp.error = null;
    at(299);
    expect(await service().export(id)).toEqual({ outcome: 'paused' });
    at(300);
    expect(await service().export(id)).toMatchObject({ outcome: 'synced' });
  });

  it('bears no more exports at once than its connector says', async () => {
    const ids = await Promise.all([1, 2, 3, 4, 5, 6].map((project) => accepted(project)));
    let asked = 0;
    const { promise: answer, resolve } = Promise.withResolvers<undefined>();
    const enough = Promise.withResolvers<undefined>();
    service().openSession = async () => {
      asked += 1;
      if (asked === 4) enough.resolve(undefined);
      await answer;
      return erp;
    };
    const running = ids.slice(0, 4).map((id) => service().export(id));
    await enough.promise;
    const [, , , , waiting = ''] = ids;
    expect(await service().export(waiting)).toEqual({ outcome: 'full' });
    expect(await service().export(waiting)).toEqual({ outcome: 'full' });
    // The workflow's repeats are used up: the export has not failed, it waits.
    expect(await service().settle(waiting)).toBe('left_to_the_sweeper');
    expect((await recordOf(5)).request).toMatchObject({ status: 'exporting', exports: [], run: 2 });
    expect((await recordOf(5)).due_at).toBe(afterNoon(20 * 60).toISOString());
    resolve(undefined);
    expect((await Promise.all(running)).map(({ outcome }) => outcome)).toEqual(Array(4).fill('synced'));
    expect(await service().export(ids[5] ?? '')).toMatchObject({ outcome: 'synced' });
  });
});
