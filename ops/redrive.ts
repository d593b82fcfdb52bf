import { nextMailAt } from '#domain/mail-times.ts';
import type { MailTask } from '#domain/telling.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import { isOpen } from '#domain/request.ts';
import { mailTask, readTask } from '#middleware/queue.ts';
import { WrongUsage, type Command, type World } from '#ops/command.ts';
import type { SetAsideMessage } from '#ops/set-aside.ts';
import { inWords } from '#ops/standing.ts';
import { queueDigest } from '#use-cases/send-digest.ts';
import { queueMails } from '#use-cases/queue-mails.ts';

/** What becomes of a message, and why. `keep`: it stays set aside. */
interface Verdict {
  readonly becomes: 'put_back' | 'drop' | 'keep';
  readonly about: string;
  readonly reason: string;
  readonly carryOut: () => Promise<void>;
}

const nothing = (): Promise<void> => Promise.resolve();

const judgeProject = (world: World, about: string, record: ProjectRecord | null): Verdict => {
  if (record === null) return { becomes: 'drop', about, reason: 'there is no such project', carryOut: nothing };
  const { request } = record;
  if (!isOpen(request) && nextMailAt(record) === null) {
    const reason = `request ${request.id} is over (${inWords(request.status)}), and nobody is owed mail about it`;
    return { becomes: 'drop', about, reason, carryOut: nothing };
  }
  const reason = `request ${request.id} is ${inWords(request.status)}`;
  return { becomes: 'put_back', about, reason, carryOut: () => queueMails(world, record) };
};

const judgeTask = async (world: World, task: MailTask): Promise<Verdict> => {
  const { company_id: companyId } = task;
  if (task.about === 'project') {
    const about = `project ${task.project_id} of company ${companyId}`;
    return judgeProject(world, about, await world.ledger.read({ companyId, projectId: task.project_id }));
  }
  if (task.about === 'events') {
    const about = `the events of project ${task.project_id} of company ${companyId}`;
    return { becomes: 'drop', about, reason: 'what is still owed the sweeper has published', carryOut: nothing };
  }
  const about = `the list of ${task.day} of integration ${task.integration_id} of company ${companyId}`;
  const reason = 'whoever has it already does not get it again';
  return { becomes: 'put_back', about, reason, carryOut: () => queueDigest(world.mailQueue, task) };
};

const judge = async (world: World, { id, body, quarantined }: SetAsideMessage): Promise<Verdict> => {
  const keep = (reason: string): Verdict => ({ becomes: 'keep', about: `message ${id}`, reason, carryOut: nothing });
  if (quarantined !== null) {
    return keep(`${quarantined.reason}, first seen ${quarantined.first_seen}, sha256 ${quarantined.sha256}`);
  }
  const read = readTask(mailTask, body);
  return 'unreadable' in read ? keep(read.unreadable) : judgeTask(world, read.task);
};

const DONE = { put_back: 'Put back', drop: 'Dropped', keep: 'Stays set aside' };
const WOULD = { put_back: 'Would put back', drop: 'Would drop', keep: 'Stays set aside' };

/** Puts what was set aside back into the queue, where it still makes sense. */
export const redrive: Command = {
  takes: '',
  does: 'looks at every message that was set aside: back into the queue, or dropped where nobody is owed anything',
  options: {},
  run: async (world, { words, yes }) => {
    if (words.length > 0) throw new WrongUsage('redrive takes no names: it looks at everything that was set aside.');
    const seen: Verdict[] = [];
    const held: SetAsideMessage[] = [];
    try {
      for await (const message of world.setAside.take()) {
        held.push(message);
        const verdict = await judge(world, message);
        if (yes && verdict.becomes !== 'keep') {
          // First added, then removed: a crash in between leaves it to be redriven again, which mails nobody twice.
          await verdict.carryOut();
          await world.setAside.remove(message);
          held.pop();
        }
        seen.push(verdict);
      }
    } finally {
      for (const message of held) await world.setAside.release(message);
    }
    const movable = seen.filter(({ becomes }) => becomes !== 'keep');
    const say = yes ? DONE : WOULD;
    return {
      outcome: movable.length === 0 ? 'nothing_to_do' : yes ? 'done' : 'would_do',
      lines:
        seen.length === 0
          ? ['Nothing is set aside.']
          : seen.map(({ becomes, about, reason }) => `${say[becomes]}: ${about} (${reason}).`),
      facts: { messages: seen.map(({ becomes, about, reason }) => ({ becomes, about, reason })) },
    };
  },
};
