import { describe, expect, it } from 'vitest';
import { ErpError } from '#domain/erp.ts';
import { operatedServicePerTest } from '#test/service/operated-service.ts';
import { aBody } from '#test/support/service.ts';

const operated = operatedServicePerTest();
const PAUSE = 'erp pause 1/default --by Pat --reason closing';
const DAY = 86_400;

const accepted = async () => {
  await operated().service.send(aBody());
  await operated().service.ask('1001-1');
  await operated().accept('1001-1');
};
const requestNow = async () => (await operated().world.ledger.read({ companyId: 1, projectId: 1001 }))?.request;

describe('erp pause', () => {
  it('first says what it would do, then lets no export begin', async () => {
    await accepted();
    expect(await operated().text(PAUSE)).toBe(
      '1/default (import-file): exports would be paused until 2026-11-24 12:00:00 UTC.\nNothing has been changed. With --yes it is done.',
    );
    expect(operated().service.integration.connection.held).toBeNull();
    expect(await operated().ops(`${PAUSE} --yes`)).toMatchObject({
      exitCode: 0,
      outcome: 'done',
      until: '2026-11-24T12:00:00.000Z',
    });
    expect(await operated().service.export('1001-1')).toEqual({ outcome: 'paused' });
    expect(operated().service.files.size).toBe(0);
    expect(await operated().text('show 1/1001-1')).toContain('waits for operators, who have paused exports to its ERP');
    expect(await operated().text('integration list 1')).toContain('operators have paused exports since');
  });

  it('is told to whoever looks at status, integration and page', async () => {
    await accepted();
    const link = operated().service.linkOf('approver');
    await operated().ops(`${PAUSE} --for P2D --yes`);
    await operated().service.export('1001-1');
    const status = await operated().service.api('get-erp-status', { params: { project_id: '1001' } });
    expect(status.json.action.blockers[0]?.message).toContain('have paused exports');
    const integration = await operated().service.api('get-integration');
    expect(integration.json).toMatchObject({ connection: { held_until: '2026-11-25T12:00:00.000Z' } });
    expect(integration.text).not.toMatch(/Pat|closing/);
    expect((await operated().service.page(link)).text).toContain('are paused');
  });

  it('is not ended by an answer of the ERP', async () => {
    await accepted();
    operated().service.openSession = async () => {
      await operated().ops(`${PAUSE} --yes`);
      throw new ErpError('refused', 'No.');
    };
    expect(await operated().service.export('1001-1')).toMatchObject({ outcome: 'refused' });
    expect(operated().service.integration.connection.held).toMatchObject({ by: 'Pat', reason: 'closing' });
  });

  it('outlasts the patience that a silent ERP is given: what is accepted waits', async () => {
    await accepted();
    await operated().ops(`${PAUSE} --for P10D --yes`);
    for (let day = 0; day < 8; day += 1) {
      operated().later(DAY);
      await operated().service.export('1001-1');
      expect(await operated().service.settle('1001-1')).toBe('left_to_the_sweeper');
    }
    expect(await requestNow()).toMatchObject({ status: 'exporting', held_by_operators: true });
  });

  it('ends by itself', async () => {
    await accepted();
    await operated().ops(`${PAUSE} --for PT1H --yes`);
    await operated().service.export('1001-1');
    await operated().service.settle('1001-1');
    operated().service.started.length = 0;
    operated().later(3600 + 180);
    await operated().service.sweep();
    expect(operated().service.started).toMatchObject([{ request_id: '1001-1', run: 2 }]);
    expect(await operated().service.export('1001-1')).toMatchObject({ outcome: 'synced' });
  });

  it('can be about all integrations of an ERP, and about none', async () => {
    expect(await operated().ops('erp pause import-file --by Pat --reason x')).toMatchObject({
      outcome: 'would_do',
      integrations: [{ company_id: 1, id: 'default', erp: 'import-file' }],
    });
    expect(await operated().ops('erp pause xero --by Pat --reason x')).toMatchObject({
      exitCode: 1,
      outcome: 'refused',
    });
    expect(await operated().ops('erp pause 2/default --by Pat --reason x')).toMatchObject({ outcome: 'refused' });
  });

  it('says that it is paused already', async () => {
    await operated().ops(`${PAUSE} --yes`);
    expect(await operated().text(PAUSE)).toContain(
      'It is paused already, by Pat, until 2026-11-24 12:00:00 UTC: closing',
    );
  });

  it.each([
    ['erp pause 1/default --by Pat', 'Say why'],
    ['erp pause 1/default --reason x', 'Say who you are'],
    ['erp pause Xero --by Pat --reason x', 'Name an integration or an ERP'],
    [`${PAUSE} --for P31D`, 'at most 30 days'],
    [`${PAUSE} --for 1d`, '--for must be an ISO 8601 duration'],
    [`${PAUSE} --until 2026-11-23T11:59:59Z`, 'has passed already'],
    [`${PAUSE} --until tomorrow`, '--until must be a moment'],
    [`${PAUSE} --for P1D --until 2026-11-24T12:00:00Z`, 'not both'],
  ])('%s is wrong: %s', async (line, message) => {
    await expect(operated().ops(line)).rejects.toThrow(message);
  });
});

describe('erp resume', () => {
  it('has what waited go on within minutes, and may be repeated', async () => {
    await accepted();
    await operated().ops(`${PAUSE} --for P10D --yes`);
    await operated().service.export('1001-1');
    await operated().service.settle('1001-1');
    expect(await operated().text('erp resume 1/default')).toContain('Exports that waited and would go on: 1.');
    operated().later(DAY * 4);
    expect(await operated().ops('erp resume 1/default --yes')).toMatchObject({
      exitCode: 0,
      outcome: 'done',
      integrations: [{ exports: 1 }],
    });
    operated().service.started.length = 0;
    operated().later(180);
    await operated().service.sweep();
    expect(operated().service.started).toMatchObject([{ request_id: '1001-1' }]);
    expect(await operated().ops('erp resume 1/default --yes')).toMatchObject({ exitCode: 1, outcome: 'nothing_to_do' });
    expect(await operated().service.export('1001-1')).toMatchObject({ outcome: 'synced' });
  });

  it('finishes what broke off: exports that wait although nothing is paused any more', async () => {
    await accepted();
    await operated().ops(`${PAUSE} --yes`);
    await operated().service.export('1001-1');
    const { integration } = operated().service;
    operated().service.integration = { ...integration, connection: { ...integration.connection, held: null } };
    expect(await operated().ops('erp resume import-file --yes')).toMatchObject({ integrations: [{ exports: 1 }] });
    expect(await requestNow()).toMatchObject({ held_by_operators: false });
  });

  it('gives the ERP its full patience anew', async () => {
    await accepted();
    await operated().ops(`${PAUSE} --for P10D --yes`);
    await operated().service.export('1001-1');
    await operated().service.settle('1001-1');
    operated().later(DAY * 9);
    await operated().ops('erp resume 1/default --yes');
    expect(await operated().service.settle('1001-1')).toBe('left_to_the_sweeper');
    operated().later(DAY * 4);
    expect(await operated().service.settle('1001-1')).toBe('failed_to_export');
  });
});
