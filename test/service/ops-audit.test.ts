import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aFolder } from '#test/local/folders.ts';
import { operatedServicePerTest } from '#test/service/operated-service.ts';
import { aBody } from '#test/support/service.ts';

const operated = operatedServicePerTest();

/** Two sendings of one project, one of another. */
const history = async () => {
  const { service } = operated();
  await service.send(aBody());
  await service.api('retrieve-request', { as: 'project-admin', params: { request_id: '1001-1' } });
  operated().later(1);
  await service.send(aBody(1001, { name: 'Harbour Bridge, corrected' }), 'another-key');
  await service.send(aBody(1002));
};

describe('audit export', () => {
  it('first says what it would do, then writes a file that audit verify finds intact', async () => {
    await history();
    const file = join(aFolder(), 'company.jsonl');
    expect(await operated().text(`audit export 1 --to ${file}`)).toContain('Would write the events of 2 projects to');
    expect(existsSync(file)).toBe(false);
    const answer = await operated().ops(`audit export 1 --to ${file} --yes`);
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    expect(answer).toMatchObject({ exitCode: 0, outcome: 'done', projects: 2, events: 4, sha256, verdict: 'intact' });
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(await operated().ops(`audit verify ${file}`)).toMatchObject({
      exitCode: 0,
      verdict: 'intact',
      projects: 2,
      events: 4,
      beginning_later: 0,
    });
  });

  it('writes one project as the API answers it, a request a line', async () => {
    await history();
    const file = join(aFolder(), '1001.jsonl');
    expect(await operated().ops(`audit export 1/1001 --to ${file} --yes`)).toMatchObject({ projects: 1, events: 3 });
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    const answers = await Promise.all(
      ['1001-1', '1001-2'].map((request_id) => operated().service.api('list-events', { params: { request_id } })),
    );
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(answers.map(({ list }) => list));
  });

  it('says where a chain does not hold, and what it wrote shows it, too', async () => {
    await history();
    const { world } = operated();
    const record = await world.ledger.read({ companyId: 1, projectId: 1002 });
    const events = record!.events.map((event) => ({ ...event, details: { via: 'nowhere' } }));
    const { runCommand } = await import('#ops/run.ts');
    const { readCommandLine } = await import('#ops/command-line.ts');
    const file = join(aFolder(), 'broken.jsonl');
    const line = readCommandLine(['audit', 'export', '1/1002', '--to', file, '--yes']);
    const forging = { ...world, ledger: { ...world.ledger, read: async () => ({ ...record!, events }) } };
    const { text, exitCode } = await runCommand(line, forging);
    expect([exitCode, text]).toEqual([1, expect.stringContaining('its content was altered')]);
    expect(await operated().ops(`audit verify ${file}`)).toMatchObject({ exitCode: 1, fault: 'content_altered' });
  });

  it('never writes over a file, and leaves none that is not whole', async () => {
    await history();
    const file = join(aFolder(), 'there.jsonl');
    writeFileSync(file, 'mine');
    await expect(operated().ops(`audit export 1 --to ${file} --yes`)).rejects.toThrow('stands there already');
    expect(readFileSync(file, 'utf8')).toBe('mine');
    const { world } = operated();
    const other = join(aFolder(), 'unfinished.jsonl');
    const { runCommand } = await import('#ops/run.ts');
    const { readCommandLine } = await import('#ops/command-line.ts');
    const lost = { ...world, ledger: { ...world.ledger, readClosed: async () => null } };
    const line = readCommandLine(['audit', 'export', '1/1001', '--to', other, '--yes']);
    await expect(runCommand(line, lost)).rejects.toThrow('Request 1001-1 of company 1 is missing from the ledger.');
    expect(existsSync(other)).toBe(false);
  });

  it('has nothing to write for what was never sent', async () => {
    const file = join(aFolder(), 'none.jsonl');
    expect(await operated().ops(`audit export 1/9 --to ${file}`)).toMatchObject({ exitCode: 1, outcome: 'refused' });
    await expect(operated().ops(`audit export --to ${file}`)).rejects.toThrow('Name one project');
    await expect(operated().ops('audit export 1')).rejects.toThrow('Say where to');
  });
});
