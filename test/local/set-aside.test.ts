import { expect, it } from 'vitest';
import { sqsQuarantine } from '#aws/quarantine.ts';
import { sqsSetAside, type SetAside, type SetAsideMessage } from '#ops/set-aside.ts';
import { openQueues } from '#test/local/queues-world.ts';

const takeAll = async (queue: SetAside): Promise<SetAsideMessage[]> => {
  const all: SetAsideMessage[] = [];
  for await (const message of queue.take()) all.push(message);
  return all;
};
const underTest = async () => {
  const { client, urlOf } = await openQueues();
  return { quarantine: sqsQuarantine(client, urlOf('Dead')), queue: sqsSetAside(client, urlOf('Dead')) };
};
const unreadable = (id: string) => ({
  id,
  body: '{"about"',
  reason: 'not_json' as const,
  sha256: 'ab'.repeat(32),
  first_seen: new Date('2026-11-23T08:00:00.123Z'),
});

it('R37: what is quarantined is found with its reason, once however often it was quarantined', async () => {
  const { quarantine, queue } = await underTest();
  await quarantine(unreadable('one'));
  await quarantine(unreadable('one'));
  await quarantine(unreadable('another'));
  expect(await takeAll(queue)).toMatchObject(
    ['one', 'another'].map(() => ({
      body: '{"about"',
      quarantined: { reason: 'not_json', sha256: 'ab'.repeat(32), first_seen: '2026-11-23T08:00:00.123Z' },
    })),
  );
});

it('what is taken is hidden until it is released, and gone when it is removed', async () => {
  const { quarantine, queue } = await underTest();
  for (let id = 1; id <= 12; id += 1) await quarantine(unreadable(`message-${id}`));
  const all = await takeAll(queue);
  expect(all).toHaveLength(12);
  expect(await takeAll(queue)).toEqual([]);
  await queue.remove(all[0]!);
  for (const message of all.slice(1)) await queue.release(message);
  expect((await takeAll(queue)).map(({ id }) => id).sort()).toEqual(all.slice(1).map(({ id }) => id).sort()); // prettier-ignore
});
