import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { auditEvent, firstBrokenLink } from '#domain/audit.ts';
import { ledgerPerTest } from '#test/support/dynamo-ledger.ts';
import { NOON } from '#test/support/records.ts';
import { leftBy, putRows } from '#test/support/releases.ts';
import { Service } from '#test/support/service.ts';

/** What release 1 (commit bb294c5) left behind: a link that is in somebody's mailbox must still decide. */
const left = leftBy('release-1');

const underTest = ledgerPerTest();
let service: Service;

beforeEach(async () => {
  const { client, table, ledger } = underTest();
  service = new Service(ledger);
  service.integration = await putRows(left, { client, name: table });
});

const linkOf = (requestId: string) => {
  const link = left.links[requestId];
  if (link === undefined) throw new Error(`Release 1 mailed no link for ${requestId}.`);
  return link;
};
const requestNow = async (request_id: string) => (await service.api('get-request', { params: { request_id } })).json;
const eventsOf = async (request_id: string) =>
  (await service.api('list-events', { params: { request_id } })).list.map(({ name }) => name);

describe('what release 1 left behind', () => {
  it('has an integration whose policy reads as the same one', () => {
    expect(service.integration.policy).toMatchObject({
      four_eyes: true,
      approvers: 'privilege',
      accepts_needed: 'any',
      sign_in_above: null,
      approval_window: 'P14D',
      reminder_after: ['P2D'],
      delegates: [],
      digest: null,
    });
  });

  it.each(['101-1', '107-2', '108-2'])('has a link for %s that shows the request and accepts it', async (id) => {
    const { token } = linkOf(id);
    expect((await service.page(token)).status).toBe(200);
    const accepted = await service.page(token, { ...(await service.formOf(token)), decision: 'accept' });
    expect(accepted.status).toBe(200);
    expect((await requestNow(id)).decision).toMatchObject({ kind: 'accept', via: 'link', by: { id: 'approver' } });
    expect(await service.export(id)).toMatchObject({ outcome: 'synced' });
  });

  it('has a page, open in a browser at the change of releases, whose form still decides', async () => {
    const { token, form } = linkOf('101-1');
    const rejected = await service.page(token, { ...form, decision: 'reject', reason: 'The total is wrong.' });
    expect(rejected.status).toBe(200);
    expect((await requestNow('101-1')).decision).toMatchObject({ kind: 'reject', reason: 'The total is wrong.' });
  });

  it('has links of decided requests that show what became of them', async () => {
    for (const [id, words] of [
      ['103-1', 'on its way'],
      ['104-1', 'did not answer'],
      ['106-1', 'Done'],
      ['108-1', 'The total is from last year.'],
      ['109-1', 'Withdrawn'],
    ] as const) {
      expect((await service.page(linkOf(id).token)).text, id).toContain(words);
    }
  });

  it('has a failed export that is retried from the link with another number', async () => {
    const { token } = linkOf('105-1');
    const form = { ...(await service.formOf(token)), decision: 'accept', field_job_id: 'P-105-B' };
    expect((await service.page(token, form)).status).toBe(200);
    expect(await requestNow('105-1')).toMatchObject({
      status: 'exporting',
      decision: { fields: { job_id: 'P-105-B' } },
    });
  });

  it('has a lost answer that a later attempt finds out', async () => {
    expect(await service.export('104-1')).toMatchObject({ outcome: 'synced' });
  });

  it('has rows that every reader reads, in one unbroken chain, and nobody who was mailed is mailed again', async () => {
    const { list } = await service.api('list-requests', { query: { per_page: '100' } });
    expect(list).toHaveLength(11);
    for (const id of ['108-1', '108-2']) expect(await eventsOf(id)).not.toEqual([]);
    const chain = [
      ...(await service.api('list-events', { params: { request_id: '108-1' } })).list,
      ...(await service.api('list-events', { params: { request_id: '108-2' } })).list,
    ];
    expect(firstBrokenLink(z.array(auditEvent).parse(chain))).toBeNull();
    service.now = new Date(NOON.getTime() + 120_000);
    await service.sweep();
    await service.sweep('open');
    await service.deliver();
    const asked = service.mails.filter(({ subject }) => /101-1|107-2|108-2/.test(subject));
    expect(asked).toEqual([]);
    // 102-1 was never asked about, and release 1 told nobody of the failure of 105-1.
    const told = service.mails.map(({ to, subject }) => `${/\d+-1/.exec(subject)?.[0]} ${to.split('@')[0]}`);
    expect(told.sort()).toEqual([
      '102-1 approver',
      '102-1 owner',
      '102-1 second-approver',
      '105-1 approver',
      '105-1 project-admin',
    ]);
  });
});
