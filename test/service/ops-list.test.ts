import { describe, expect, it } from 'vitest';
import { operatedServicePerTest } from '#test/service/operated-service.ts';
import { aBody } from '#test/support/service.ts';

const operated = operatedServicePerTest();

/** Sends projects a minute apart, the first one first. */
const sendInTurn = async (...projectIds: readonly number[]) => {
  for (const projectId of projectIds) {
    await operated().service.send(aBody(projectId));
    operated().later(60);
  }
};

const idsOf = (answer: Record<string, unknown>) =>
  (answer['requests'] as { readonly request_id: string }[]).map(({ request_id }) => request_id);

describe('list', () => {
  it('says what waits, where and since when, the oldest first', async () => {
    await sendInTurn(1003, 1001);
    await operated().service.ask('1003-1');
    expect(await operated().text('list')).toBe(
      [
        '1/1003-1 through default (import-file): ready to export since 2026-11-23 12:00:00 UTC, waits for the decision of 3 approvers, until 2026-12-07 12:00:00 UTC.',
        '1/1001-1 through default (import-file): ready to export since 2026-11-23 12:01:00 UTC, waits for the decision of 3 approvers, until 2026-12-07 12:01:00 UTC; its workflow has not begun to wait yet.',
      ].join('\n'),
    );
  });

  it('leaves out what is over, unless asked for it', async () => {
    await sendInTurn(1001, 1002);
    await operated().service.api('retrieve-request', { as: 'project-admin', params: { request_id: '1001-1' } });
    expect(idsOf(await operated().ops('list'))).toEqual(['1002-1']);
    expect(idsOf(await operated().ops('list --status retrieved'))).toEqual(['1001-1']);
  });

  it('can be about what a person must act on', async () => {
    await sendInTurn(1001, 1002);
    await operated().accept('1001-1');
    expect(idsOf(await operated().ops('list'))).toEqual(['1001-1', '1002-1']);
    expect(idsOf(await operated().ops('list --waiting'))).toEqual(['1002-1']);
  });

  it('can be about one company, ERP or integration, and about what is older', async () => {
    await sendInTurn(1001, 1002);
    for (const [asked, found] of [
      ['--company 1', 2],
      ['--company 2', 0],
      ['--erp import-file', 2],
      ['--erp xero', 0],
      ['--integration 1/default', 2],
      ['--integration default', 2],
      ['--integration west', 0],
      ['--older-than PT90S', 1],
      ['--older-than P1D', 0],
    ] as const) {
      expect(idsOf(await operated().ops(`list ${asked}`)), asked).toHaveLength(found);
    }
  });

  it('knows companies that the stage file does not list', async () => {
    await sendInTurn(1001);
    const { world } = operated();
    expect(await world.requestIndex.companies()).toEqual([1]);
  });

  it('goes page by page', async () => {
    await sendInTurn(1001, 1002, 1003);
    expect(await operated().text('list --limit 2')).toContain('There are more: --page 2.');
    const second = await operated().ops('list --limit 2 --page 2');
    expect([idsOf(second), second['is_more']]).toEqual([['1003-1'], false]);
    expect(await operated().ops('list --page 2')).toMatchObject({
      exitCode: 1,
      outcome: 'nothing_to_do',
      requests: [],
    });
  });

  it('prints no token, link or address', async () => {
    await sendInTurn(1001);
    await operated().service.ask('1001-1', 'the-task-token');
    const shown = `${await operated().text('list')} ${JSON.stringify(await operated().ops('list'))}`;
    expect(shown).not.toMatch(/the-task-token|approvals\/|@/);
  });

  it.each([
    ['list 1', 'list takes no names'],
    ['list --status sold', '--status must be one of: ready_to_export'],
    ['list --status synced --waiting', 'not both'],
    ['list --older-than 2d', '--older-than must be an ISO 8601 duration'],
    ['list --limit 501', '--limit must be a whole number from 1 to 500.'],
    ['list --page 0', '--page must be a whole number'],
    ['list --company one', "--company must be a company's id."],
    ['list --integration 1/2/3', '--integration must be such as main'],
  ])('%s is refused: %s', async (line, message) => {
    await expect(operated().ops(line)).rejects.toThrow(message);
  });
});
