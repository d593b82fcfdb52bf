import * as z from 'zod';
import type { Message } from '#simulation/aws/fifo-queue.ts';
import { run, type Process } from '#simulation/engine/process.ts';
import { portsOf } from '#simulation/world/ports.ts';
import type { World } from '#simulation/world/world.ts';
import { publishEvents } from '#use-cases/publish-events.ts';
import { sendMails } from '#use-cases/send-mails.ts';

const mailTask = z.object({ about: z.enum(['project', 'events']), company_id: z.number(), project_id: z.number() });

/** lib/mail-queue.ts */
const SECONDS = 60;

/** What functions/middleware/queue.ts does with a batch: a group's later messages come back with the first that failed. */
const carryOut = async (world: World, process: Process, batch: readonly Message[]): Promise<string[]> => {
  const ports = portsOf(world, process);
  const failed: Message[] = [];
  for (const message of batch) {
    const task = mailTask.parse(JSON.parse(message.body));
    if (failed.some(({ group }) => group === message.group)) {
      failed.push(message);
      continue;
    }
    try {
      const key = { companyId: task.company_id, projectId: task.project_id };
      await (task.about === 'events' ? publishEvents(ports, key) : sendMails(ports, key));
    } catch {
      failed.push(message);
    }
  }
  return failed.map(({ id }) => id);
};

/** Calls the one function that sends mail and publishes events. Faults in it explain mails that are sent again. */
export const consumeMails = (
  world: World,
  batch: readonly Message[],
  done: (failed: readonly string[] | null) => void,
): void => {
  const { host, history } = world;
  const name = `mails ${batch.map(({ id, receives }) => `${id}.${receives}`).join(' ')}`;
  run(
    host,
    name,
    SECONDS,
    (process) => carryOut(world, world.tracked(process), batch),
    (ending) => {
      const faults = host.faults.countIn(name) + (ending.how === 'answered' ? 0 : 1);
      for (const group of new Set(batch.map((message) => message.group))) history.troubled(group, faults);
      done(ending.how === 'answered' ? ending.value : null);
    },
  );
};
