import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GENESIS, seal, type AuditEvent } from '#domain/audit.ts';
import { checkAuditFile } from '#domain/audit-verdict.ts';
import { checkAuditBytes } from '#ops/audit/check-file.ts';
import { NOON } from '#test/support/records.ts';

/** A project's events, two a request. */
const chain = (projectId: number, length: number): AuditEvent[] => {
  const events: AuditEvent[] = [];
  for (let sequence = 1; sequence <= length; sequence += 1) {
    events.push(
      seal({
        sequence,
        request_id: `${projectId}-${Math.ceil(sequence / 2)}`,
        name: 'send',
        at: NOON.toISOString(),
        by: null,
        status: 'ready_to_export',
        details: { note: 'Zoë' },
        previous_hash: events.at(-1)?.hash ?? GENESIS,
      }),
    );
  }
  return events;
};

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

const check = (text: string, size = 7) => checkAuditBytes(inChunks(new TextEncoder().encode(text), size));

const lines = (...all: readonly unknown[]): string => all.map((each) => `${JSON.stringify(each)}\n`).join('');

describe('an audit file, read in pieces', () => {
  it('gives the verdict that the whole text gives, however it is cut', async () => {
    const [one, two] = [chain(42, 4), chain(43, 3)];
    const altered = one.map((event, index) => (index === 2 ? { ...event, name: 'accept' } : event));
    const texts = [
      lines(one.slice(0, 2), one.slice(2), two),
      lines(...one),
      lines(altered),
      `\n\n${lines(one)}\n`,
      JSON.stringify(one, null, 2),
      `\n${JSON.stringify([one, two], null, 2)}`,
      lines(one.slice(1)),
      lines({ other: 1 }),
      '',
      '{"a": ',
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...texts), fc.integer({ min: 1, max: 200 }), async (text, size) => {
        expect(await check(text, size)).toEqual(checkAuditFile(text));
      }),
    );
  });

  it('may hold the chains of several projects, one after the other', async () => {
    expect(await check(lines(chain(42, 3), chain(43, 2)))).toMatchObject({
      verdict: 'intact',
      projects: 2,
      events: 5,
      beginning_later: 0,
    });
    expect(await check(lines(chain(42, 3), chain(43, 2).slice(1)))).toMatchObject({ beginning_later: 1 });
  });

  it('is broken where a project comes a second time', async () => {
    expect(await check(lines(chain(42, 2), chain(43, 1), chain(42, 2)))).toMatchObject({
      verdict: 'broken',
      position: 4,
      fault: 'number_repeated',
    });
  });

  it('names the line that cannot be read', async () => {
    expect(await check(`${lines(chain(42, 1))}\n{"broken\n`)).toEqual({
      verdict: 'unreadable',
      message: 'it is neither JSON nor JSON Lines, see line 3',
    });
  });

  it('must be UTF-8', async () => {
    await expect(checkAuditBytes(inChunks(Uint8Array.of(0x22, 0xff, 0x22), 1))).rejects.toThrow(TypeError);
  });
});
