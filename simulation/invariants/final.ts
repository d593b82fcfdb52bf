import { chainIsWhole } from '#simulation/invariants/audit.ts';
import { requestName } from '#simulation/invariants/change.ts';
import { isPublished } from '#simulation/invariants/events.ts';
import { isUntold } from '#simulation/invariants/timers.ts';
import type { World } from '#simulation/world/world.ts';
import type { ProjectRecord } from '#domain/project-record.ts';

/** Ends that the sender is mailed about, by status. */
const MAILS: Readonly<Record<string, string>> = {
  synced: 'synced',
  rejected: 'rejected',
  expired: 'expired',
  failed_to_export: 'failed',
};

const senderIsTold = (world: World, { company_id, request, events }: ProjectRecord): string | null => {
  const kind = MAILS[request.status];
  if (kind === undefined || request.kind === 'link' || world.era > 0) return null;
  const nth = kind === 'failed' ? events.filter(({ name }) => name === 'fail_export').length : 0;
  const mail = `${requestName(company_id, request.id)} ${kind} ${nth} to ${request.sender.id}`;
  return world.history.isMailed(mail)
    ? null
    : `nobody told ${request.sender.id} that ${request.id} is ${request.status}`;
};

/**
 * A forged decision whose first attempt crashed is refused by the last gate each time, before the ERP could be asked whether
 * that attempt has written something: only people can end it.
 */
const isForPeople = (world: World, { company_id, request }: ProjectRecord): boolean =>
  request.status === 'exporting' && world.history.forged.has(requestName(company_id, request.id));

/** Checked once nothing goes wrong any more and nothing is left to happen. */
export const requireQuiet = (world: World, isQuiet: boolean): void => {
  const { queue, table, workflow } = world;
  const records = table.records();
  const forPeople = records.filter((record) => isForPeople(world, record));
  for (const record of records.filter((each) => !forPeople.includes(each))) {
    const { request, company_id: companyId, project_id: projectId } = record;
    world.require('I4', request.status === 'exporting' ? `${request.id} is exporting for ever` : null);
    world.require('I5', world.isUnfinished(record) ? `${request.id} is ${request.status}, and nothing happens` : null);
    world.require('I8', isUntold(record) ? `people were not told that ${request.id} is ${request.status}` : null);
    world.require('I8', senderIsTold(world, record));
    const numbers = Array.from({ length: request.number - 1 }, (_, index) => index + 1);
    const closed = numbers.map((number) => table.readClosed({ companyId, projectId }, number));
    world.require('I6', chainIsWhole(closed, record));
    for (const each of [...closed, record]) {
      if (each !== null) world.require('I8', isPublished(each, world.history, world.publishesEvents));
    }
  }
  for (const { request } of forPeople) {
    world.require('I4', request.case_opened_at === null ? `nobody was told that ${request.id} is for people` : null);
  }
  // The service goes on asking about those.
  if (forPeople.length > 0) return;
  const { added, repeats, done } = queue.counts;
  const lost = added - repeats - done - queue.setAside.length;
  world.require(
    'I8',
    queue.waiting === 0 && lost === 0 ? null : `${queue.waiting} messages wait, ${lost} are unaccounted for`,
  );
  world.require('I5', workflow.running === 0 ? null : `${workflow.running} executions wait for ever`);
  world.require('I5', isQuiet ? null : 'the world does not come to rest');
};
