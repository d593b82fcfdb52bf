import { describe, expect, it } from 'vitest';
import { operatedServicePerTest } from '#test/service/operated-service.ts';
import { aBody } from '#test/support/service.ts';

const operated = operatedServicePerTest();
const recordNow = () => operated().world.ledger.read({ companyId: 1, projectId: 1001 });

describe('expire', () => {
  it('first says what it would do, then ends the window, wakes the workflow, tells people, and names who had it done', async () => {
    await operated().service.send(aBody());
    await operated().service.ask('1001-1');
    const before = await recordNow();
    expect(await operated().ops('expire 1001-1 --by Pat')).toMatchObject({ exitCode: 0, outcome: 'would_do' });
    expect(await recordNow()).toEqual(before);
    operated().later(3600);
    expect(await operated().ops('expire 1001-1 --by Pat --yes')).toMatchObject({ exitCode: 0, outcome: 'done' });
    const after = await recordNow();
    expect(after?.request).toMatchObject({ status: 'expired', expires_at: '2026-11-23T13:00:00.000Z' });
    expect(after?.events.at(-1)).toMatchObject({
      name: 'expire',
      by: null,
      details: { operator: 'Pat', expires_at: before?.request.expires_at },
    });
    expect(operated().service.told).toEqual([{ token: 'token-of-1001-1', error: 'NotAccepted' }]);
    operated().service.mails.length = 0;
    await operated().service.deliver();
    expect(operated().service.mails.map(({ to }) => to)).toContain('project-admin@example.com');
    const status = await operated().service.api('get-erp-status', { params: { project_id: '1001' } });
    expect(status.json.action).toMatchObject({ name: 'resend', enabled: true });
  });

  it('refuses what nobody decides any more, and asks who it is', async () => {
    await operated().service.send(aBody());
    await operated().accept('1001-1');
    expect(await operated().ops('expire 1001-1 --by Pat --yes')).toMatchObject({ exitCode: 1, outcome: 'refused' });
    await expect(operated().ops('expire 1001-1 --yes')).rejects.toThrow('Say who you are');
    await expect(operated().ops('expire --by Pat')).rejects.toThrow('Name one request');
  });
});

describe('unlink', () => {
  it('first says what it would do, then unties the project, and names who had it done and why', async () => {
    await operated().service.send(aBody());
    await operated().accept('1001-1');
    await operated().service.export('1001-1');
    const line = 'unlink 1/1001 --by Pat --reason moved';
    expect(await operated().text(line)).toContain(
      'Would untie it from job P-042: it is synced, and would be not sent.',
    );
    expect((await recordNow())?.synced).not.toBeNull();
    expect(await operated().ops(`${line} --yes`)).toMatchObject({
      exitCode: 0,
      outcome: 'done',
      status_after: 'not_sent',
      job_id: 'P-042',
    });
    const record = await recordNow();
    expect(record?.synced).toBeNull();
    expect(record?.events.at(-1)).toMatchObject({
      name: 'unlink',
      by: null,
      details: { via: 'operator', operator: 'Pat', reason: 'moved' },
    });
  });

  it.each([
    ['unlink 1/1001 --by Pat --reason moved', 'wrong_state'],
    ['unlink 1/1002 --by Pat --reason moved', 'not_found'],
  ])('%s is refused: %s', async (line, reason) => {
    await operated().service.send(aBody());
    expect(await operated().ops(line)).toMatchObject({ exitCode: 1, outcome: 'refused', reason });
  });

  it.each([
    ['unlink 1001 --by Pat --reason moved', 'Name one project: <company>/<project>, such as 1/1001.'],
    ['unlink 1/1001 --reason moved', 'Say who you are'],
    ['unlink 1/1001 --by Pat', 'Say why'],
  ])('%s is wrong: %s', async (line, message) => {
    await expect(operated().ops(line)).rejects.toThrow(message);
  });
});
