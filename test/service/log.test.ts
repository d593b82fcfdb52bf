import { describe, expect, it } from 'vitest';
import { ErpError } from '#domain/erp.ts';
import { alarmCounts, measures, transitionCounts } from '#domain/metrics.ts';
import { inInvocation } from '#middleware/invocation.ts';
import { taskHandler } from '#middleware/task.ts';
import { toldFetch } from '#middleware/told-fetch.ts';
import { toldLedger } from '#middleware/told-ledger.ts';
import { logLines } from '#test/support/leaks.ts';
import { documentedMessages, documentedMetrics, readLine, requireFitLines } from '#test/support/log-lines.ts';
import { aBody, servicePerTest } from '#test/support/service.ts';

const service = servicePerTest();
const context = { awsRequestId: 'call-2' } as never;
const lines = () => logLines().map(readLine);
const linesOf = (message: string) => lines().filter((line) => line.message === message);

const accept = async () => {
  const { json } = await service().api('get-request', { params: { request_id: '1001-1' } });
  await service().api('accept-request', {
    as: 'approver',
    params: { request_id: '1001-1' },
    body: { fields: {}, snapshot_sha256: json.snapshot_sha256 },
  });
};

const REQUEST = { company_id: 1, project_id: 1001, request_id: '1001-1' };

describe('a log line', () => {
  it('of each transition says what happened to which request, of which ERP, and counts one', async () => {
    await service().send(aBody());
    await service().ask('1001-1');
    await accept();
    await service().export('1001-1');
    const of = { ...REQUEST, run: 1, erp: 'import-file', integration_id: 'default' };
    expect(linesOf('transition')).toMatchObject([
      { ...of, event: 'send', from: 'not_sent', to: 'ready_to_export', requests_sent: 1 },
      { ...of, event: 'accept', from: 'ready_to_export', to: 'exporting', requests_accepted: 1 },
      { ...of, event: 'begin_export', from: 'exporting', to: 'exporting' },
      { ...of, event: 'confirm_export', from: 'exporting', to: 'synced', jobs_exported: 1 },
    ]);
    expect(linesOf('transition').map((line) => line._aws?.CloudWatchMetrics[0].Dimensions[0])).toEqual([
      ['erp'],
      ['erp'],
      undefined,
      ['erp'],
    ]);
  });

  it('of a second sending begins with where the project stood', async () => {
    await service().send(aBody());
    await service().api('retrieve-request', { as: 'project-admin', params: { request_id: '1001-1' } });
    await service().send(aBody(), 'another-key');
    expect(linesOf('transition').map(({ request_id, event, to }) => [request_id, event, to])).toEqual([
      ['1001-1', 'send', 'ready_to_export'],
      ['1001-1', 'retrieve', 'retrieved'],
      ['1001-2', 'send', 'ready_to_export'],
    ]);
  });

  it('is not there for a write that was refused', async () => {
    await service().send(aBody());
    const { ledger } = service();
    const refusing = toldLedger({ ...ledger, write: () => Promise.reject(new Error('refused')) });
    const record = (await ledger.read({ companyId: 1, projectId: 1001 }))!;
    const before = linesOf('transition').length;
    await expect(refusing.write(null, record)).rejects.toThrow('refused');
    expect(linesOf('transition')).toHaveLength(before);
  });

  it('of an HTTP call says which request the path names', async () => {
    await service().send(aBody());
    await service().api('get-request', { params: { request_id: '1001-1' } });
    expect(linesOf('request_answered').at(-1)).toMatchObject({
      ...REQUEST,
      status: 200,
      function_request_id: 'call-1',
    });
  });

  it('says nothing of a path that names none', async () => {
    await service().api('get-request', { params: { request_id: 'paula@example.com' } });
    const last = linesOf('request_answered').at(-1)!;
    expect(last).toMatchObject({ company_id: 1 });
    expect(last).not.toHaveProperty('request_id');
  });

  it('of an approval page says which request its link is about', async () => {
    await service().send(aBody());
    await service().ask('1001-1');
    await service().page(service().linkOf('approver'));
    expect(linesOf('request_answered').at(-1)).toMatchObject(REQUEST);
    expect(linesOf('link_opened').at(-1)).toMatchObject({ ...REQUEST, links_opened: 1 });
  });

  it('of a task says what it is about, however deep it is written, while others run beside it', async () => {
    const handler = taskHandler(async ({ requestId }) => {
      await Promise.resolve();
      await toldFetch('xero', () => Promise.resolve(new Response()))('https://erp.example.org/token?secret');
      return requestId;
    });
    const ids = ['1001-1', '1002-1', '1003-1'];
    const events = ids.map((id, index) => ({
      company_id: 1,
      project_id: 1001 + index,
      request_id: id,
      run: index + 1,
    }));
    await Promise.all(events.map((event) => handler(event, context)));
    expect(linesOf('erp_called')).toMatchObject(
      events.map((event) => ({ ...event, erp: 'xero', method: 'GET', status: 200, function_request_id: 'call-2' })),
    );
  });

  it('of a call to an ERP says how long its answer took, and that there was none', async () => {
    const silent = toldFetch('xero', () => Promise.reject(new TypeError('fetch failed')));
    const call = inInvocation(() => silent('https://erp.example.org/', { method: 'POST' }));
    await expect(call(undefined, context)).rejects.toThrow('fetch failed');
    const [line] = linesOf('erp_called');
    expect(line).toMatchObject({ erp: 'xero', method: 'POST', status: 0 });
    expect(line?.['erp_answer_ms']).toBeTypeOf('number');
  });

  it('is an error where an alarm goes by it: credentials that an ERP refuses', async () => {
    await service().send(aBody());
    await accept();
    service().openSession = () => Promise.reject(new ErpError('unauthorized', 'The ERP does not accept the user.'));
    await service().export('1001-1');
    expect(linesOf('erp_sign_in_refused')).toMatchObject([
      { ...REQUEST, level: 'ERROR', erp: 'import-file', integration_id: 'default', erp_sign_ins_refused: 1 },
    ]);
  });

  it('is an error where an alarm goes by it: audit events that do not hold together', async () => {
    await service().send(aBody());
    await service().api('list-events', { params: { request_id: '1001-1' } });
    expect(linesOf('audit_chain_broken')).toEqual([]);
    const { ledger } = service();
    const read: typeof ledger.read = async (key) => {
      const record = (await ledger.read(key))!;
      return { ...record, events: record.events.map((event) => ({ ...event, by: null })) };
    };
    Object.defineProperty(service(), 'ledger', { value: { ...ledger, read } });
    expect((await service().api('list-events', { params: { request_id: '1001-1' } })).status).toBe(200);
    expect(linesOf('audit_chain_broken')).toMatchObject([{ ...REQUEST, level: 'ERROR', audit_chains_broken: 1 }]);
  });
});

describe('the page about logs', () => {
  it('lists every metric, and no other', () => {
    const names = [
      ...Object.values(transitionCounts),
      ...Object.values(alarmCounts),
      ...Object.values(measures).flatMap(({ metrics }) => Object.keys(metrics)),
    ];
    expect(new Set(documentedMetrics())).toEqual(new Set(names));
  });

  it('lists each message that feeds a metric', () => {
    for (const message of [...Object.keys(alarmCounts), ...Object.keys(measures)]) {
      expect(documentedMessages().has(message), message).toBe(true);
    }
  });

  const good = {
    level: 'INFO',
    message: 'swept',
    timestamp: '2026-11-23T12:00:00.000Z',
    service: 'send-to-erp',
    function_request_id: 'call-1',
    overdue_seconds: 1,
  };

  it.each([
    ['an unknown message', { message: 'surprise' }],
    ['a message that is a sentence', { message: 'A sweep has ended.' }],
    ['an unknown field', { colour: 'red' }],
    ['another level', { level: 'WARN' }],
    ['a missing id', { message: 'case_opened', level: 'ERROR', company_id: 1 }],
    ['no call that wrote it', { function_request_id: undefined }],
  ])('catches a line with %s', (_, over) => {
    requireFitLines([JSON.stringify(good)]);
    expect(() => requireFitLines([JSON.stringify({ ...good, ...over })])).toThrow();
  });
});
