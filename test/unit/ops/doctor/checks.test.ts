import { describe, expect, it } from 'vitest';
import { stackChecks } from '#ops/doctor/checks.ts';
import { afterNoon } from '#test/support/records.ts';
import { brokenKept } from './broken/kept.ts';
import { brokenMail } from './broken/mail.ts';
import { brokenReached } from './broken/reached.ts';
import { brokenRunning } from './broken/running.ts';
import { brokenStack } from './broken/stack.ts';
import { SoundStack } from './sound-stack.ts';

const names = stackChecks.map(({ name }) => name);

const broken = [...brokenStack, ...brokenReached, ...brokenRunning, ...brokenMail, ...brokenKept];

describe('a stack in which nothing is wrong', () => {
  it.each(names)('has nothing that the check %s finds', async (name) => {
    expect(await new SoundStack().findings(name)).toEqual([]);
  });
});

const about = (project: number, due: Date) => ({ pk: `C#1#P#${project}`, sk: 'PROJECT', due_at: due.toISOString() });

describe('a stack', () => {
  it.each(broken)('is found by the check %s when %s', async (check, _, breakIt, says, todo) => {
    const sound = new SoundStack();
    breakIt(sound);
    const found = await sound.findings(check);
    expect(found.map(({ kind, what }) => `${kind}: ${what}`)).toContainEqual(expect.stringContaining(says));
    expect(found.find(({ what }) => what.includes(says))).toMatchObject({ kind: 'fault' });
    expect(found.find(({ what }) => what.includes(says))?.todo).toContain(todo);
    expect(JSON.stringify(found)).not.toMatch(/[\w.]@\w|a-key-of-the-test-suite/);
  });

  it('is broken in some way for every check', () => {
    expect(new Set(broken.map(([check]) => check))).toEqual(new Set(names));
  });

  it('whose stage file says other than operators is not at fault where they keep the company', async () => {
    const sound = new SoundStack();
    sound.known = sound.known.map((each) => ({ ...each, name: 'Theirs', kept_by: 'operators' as const }));
    expect(await sound.findings('seeding')).toEqual([]);
  });

  it('that has no such stage here is compared with what was deployed', async () => {
    const sound = new SoundStack();
    sound.checkout = { trouble: 'There is no stage "prod".' };
    const found = await sound.examine();
    expect(found.filter(({ findings }) => findings.length > 0).map(({ check }) => check)).toEqual(['checkout']);
  });

  it('is not called overdue for what the sweeper may still get to', async () => {
    const sound = new SoundStack();
    sound.due = [about(4, afterNoon(-899))];
    expect(await sound.findings('overdue')).toEqual([]);
  });
});
