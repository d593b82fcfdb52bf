import { dynamoDigests } from '#aws/digests.ts';
import type { Check } from '#ops/doctor/check.ts';
import { fault } from '#ops/doctor/finding.ts';
import type { Deployed } from '#ops/doctor/subject.ts';

/** The sweeper comes every minute, and looks at what is oldest first: what waits longer is not got to, or fails each time. */
const OVERDUE_SECONDS = 15 * 60;

/** Enough to see that it is more than one bad project. */
const MOST_COUNTED = 1_000;
const SHOWN = 5;

const firstOf = async <Thing>(things: AsyncIterable<Thing>): Promise<Thing[]> => {
  const found: Thing[] = [];
  for await (const each of things) {
    if (found.length === MOST_COUNTED) break;
    found.push(each);
  }
  return found;
};

/** Whether the sweeper gets to what is due. */
export const overdueCheck: Check<Deployed> = {
  name: 'overdue',
  permissions: ['dynamodb:Query'],
  run: async (deployed) => {
    const before = new Date(deployed.clock().getTime() - OVERDUE_SECONDS * 1000);
    const digests = dynamoDigests(deployed.aws.table, deployed.output('TableName'));
    const [projects, lists] = await Promise.all([firstOf(deployed.ledger.due(before)), firstOf(digests.due(before))]);
    const all = [
      ...projects.map(({ companyId, projectId }) => `project ${companyId}/${projectId}`),
      ...lists.map(({ companyId, integrationId }) => `the list of what waits of ${companyId}/${integrationId}`),
    ];
    if (all.length === 0) return [];
    const shown = all.slice(0, SHOWN).join(', ');
    const more = all.length > SHOWN ? ` and ${all.length >= MOST_COUNTED ? 'many' : all.length - SHOWN} more` : '';
    return [
      fault(
        `The sweeper should have looked at ${shown}${more} more than 15 minutes ago: it does not run, or does not get to it.`,
        'The check schedule says whether it is called. If it is, its log says sweep_failed with the cause, or out_of_time when there is too much at once.',
      ),
    ];
  },
};
