import { describe, expect, it } from 'vitest';
import { operatedServicePerTest } from '#test/service/operated-service.ts';
import { aBody } from '#test/support/service.ts';

const operated = operatedServicePerTest();
const COMMAND = 'erase-person project-admin --company 1 --by Pat';

const eventsNow = async () => (await operated().service.ledger.read({ companyId: 1, projectId: 1001 }))?.events;

const sentAndRetrieved = async () => {
  const { service } = operated();
  await service.send(aBody());
  await service.api('retrieve-request', { as: 'project-admin', params: { request_id: '1001-1' } });
};

describe('erase-person', () => {
  it('says first what it would erase', async () => {
    await sentAndRetrieved();
    expect(await operated().ops(COMMAND)).toMatchObject({ outcome: 'would_do', projects: 1, events: 2, kept: [] });
    expect(JSON.stringify(await eventsNow())).toContain('project-admin');
  });

  it('leaves a pseudonym, and a chain that an export finds whole', async () => {
    await sentAndRetrieved();
    expect(await operated().ops(`${COMMAND} --yes`)).toMatchObject({ exitCode: 0, outcome: 'done', events: 2 });
    const events = await eventsNow();
    expect(JSON.stringify(events)).not.toContain('project-admin');
    expect(events?.map(({ name }) => name)).toEqual(['send', 'retrieve', 'erase']);
    expect(operated().progress).toEqual(['Project 1001: 2 audit events.']);
    expect(await operated().ops(`${COMMAND} --yes`)).toMatchObject({ exitCode: 1, outcome: 'nothing_to_do' });
  });

  it('raises no alarm at whoever reads the events of an earlier request', async () => {
    await sentAndRetrieved();
    await operated().service.send(aBody(), 'again');
    await operated().service.api('retrieve-request', { as: 'project-admin', params: { request_id: '1001-2' } });
    await operated().ops(`${COMMAND} --yes`);
    const { list } = await operated().service.api('list-events', { params: { request_id: '1001-1' } });
    expect(list.map(({ name }) => name)).toEqual(['send', 'retrieve']);
    expect(JSON.stringify(list)).not.toContain('project-admin');
    expect(operated().service.warnings).toEqual([]);
  });

  it('names projects whose request is open', async () => {
    await operated().service.send(aBody());
    expect(await operated().ops(`${COMMAND} --yes`)).toMatchObject({ outcome: 'nothing_to_do', kept: [1001] });
    expect(await operated().text(`${COMMAND} --yes`)).toContain('Repeat it when they are over.');
  });

  it('refuses an approver who is still asked', async () => {
    expect(await operated().ops('erase-person approver --company 1 --by Pat --yes')).toMatchObject({
      outcome: 'refused',
      integrations: ['default'],
    });
  });

  it.each([
    ['erase-person --company 1 --by Pat', 'Name one person'],
    ['erase-person project-admin --by Pat', 'Name the company'],
    ['erase-person project-admin --company 1', 'Say who you are'],
  ])('wants to know more than `%s`', async (line, message) => {
    await expect(operated().ops(line)).rejects.toThrow(message);
  });
});
