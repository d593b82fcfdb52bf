import { seats } from '#domain/duty.ts';
import type { Integration } from '#domain/integration.ts';
import { isSamePerson } from '#domain/person.ts';
import type { Acceptance, Request } from '#domain/request.ts';

/** How many more must accept before the export begins, given those who have. Never below 0. */
export const acceptsMissing = (
  { approvers, policy }: Pick<Integration, 'approvers' | 'policy'>,
  { sender }: Pick<Request, 'sender'>,
  accepted: readonly Acceptance[],
  at: Date,
): number => {
  const { accepts_needed: needed } = policy;
  if (needed === 'all') {
    const people = new Set(accepted.flatMap(({ by, on_behalf_of }) => [by.id, ...on_behalf_of.map(({ id }) => id)]));
    return seats({ approvers, policy }, sender, at).filter(
      ({ approver, filledBy }) => !people.has(approver.id) && !people.has(filledBy.id),
    ).length;
  }
  const isFirst = ({ by }: Acceptance, index: number): boolean =>
    accepted.findIndex((other) => isSamePerson(other.by, by)) === index;
  const distinct = accepted.filter(isFirst).length;
  return Math.max(0, (needed === 'any' ? 1 : needed) - distinct);
};
