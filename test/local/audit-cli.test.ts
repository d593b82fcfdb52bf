import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { GENESIS, seal, type AuditEvent } from '#domain/audit.ts';
import { aFolder } from '#test/local/folders.ts';
import { aPerson, NOON } from '#test/support/records.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/audit.ts', import.meta.url));

const event = (name: string, before: AuditEvent | null): AuditEvent =>
  seal({
    sequence: (before?.sequence ?? 0) + 1,
    request_id: '42-1',
    name,
    at: NOON.toISOString(),
    by: aPerson({ name: 'Zoë Sender' }),
    status: 'ready_to_export',
    details: {},
    previous_hash: before?.hash ?? GENESIS,
  });

const SENT = event('send', null);
const RETRIEVED = event('retrieve', SENT);

const written = (content: string | Buffer): string => {
  const path = join(aFolder(), 'audit.json');
  writeFileSync(path, content);
  return path;
};

/** What the program ends with and prints. */
const audit = async (args: readonly string[], input = '') => {
  const child = spawn(process.execPath, [PROGRAM, ...args]);
  child.stdin.on('error', () => undefined).end(input);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { status: child.exitCode, stdout, stderr };
};

const containing = (part: string): string => expect.stringContaining(part) as string;

describe('npm run audit', () => {
  it('ends with 0 for a file that is intact', async () => {
    const file = written(JSON.stringify([SENT, RETRIEVED]));
    expect(await audit(['verify', file])).toEqual({ status: 0, stdout: containing('Intact: 2 events'), stderr: '' });
  });

  it('ends with 1 for a file that is broken, and tells a program where', async () => {
    const altered = { ...RETRIEVED, by: null };
    const run = await audit(['verify', '--json', '-'], `${JSON.stringify(SENT)}\n${JSON.stringify(altered)}\n`);
    expect(run).toMatchObject({ status: 1, stderr: '' });
    expect(JSON.parse(run.stdout)).toMatchObject({
      verdict: 'broken',
      position: 2,
      event: { sequence: 2, name: 'retrieve' },
      fault: 'content_altered',
    });
  });

  it.each([
    ['no audit file', '{"status":404}', 'it holds no audit event'],
    ['another encoding', Buffer.from(JSON.stringify([SENT]), 'latin1'), 'not valid for encoding utf-8'],
  ])('ends with 2 for %s', async (_, content, complaint) => {
    const run = await audit(['verify', written(content)]);
    expect(run).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(new RegExp(`^Cannot be checked: .*${complaint}.*\\n$`)) as string,
    });
  });

  it('ends with 2 for a file that is not there, which a program is told too', async () => {
    const run = await audit(['verify', join(aFolder(), 'none'), '--json']);
    expect(run).toMatchObject({ status: 2, stderr: '' });
    expect(JSON.parse(run.stdout)).toMatchObject({ verdict: 'unreadable', message: containing('no such file') });
  });

  it.each([[['verify']], [['check', 'file']], [['verify', 'file', 'file']], [['verify', 'file', '--all']]])(
    'ends with 2 and its usage for %j',
    async (args) => {
      expect(await audit(args)).toEqual({ status: 2, stdout: '', stderr: containing('Usage: ') });
    },
  );
});
