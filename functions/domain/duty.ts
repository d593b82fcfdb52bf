import { localDay } from '#domain/calendar.ts';
import type { Integration } from '#domain/integration.ts';
import { isSamePerson, type Person } from '#domain/person.ts';

type Deciding = Pick<Integration, 'approvers' | 'policy'>;

/** An approver's place in a decision, and who fills it on a day: the approver, or a delegate. */
export interface Seat {
  readonly approver: Person;
  readonly filledBy: Person;
}

const delegateOf = ({ policy }: Deciding, approverId: string, at: Date): Person | null => {
  const today = localDay(at, policy.calendar?.time_zone ?? 'UTC');
  const active = policy.delegates.find(
    ({ approver, from, to }) => approver === approverId && from <= today && today <= to,
  );
  return active?.delegate ?? null;
};

/**
 * The seats that decide on what a person sent. Under four eyes the sender has none, a delegate of the sender neither: that
 * would be the sender's own decision by another hand. A sender who is somebody's delegate leaves that seat to its approver.
 */
export const seats = (deciding: Deciding, sender: Person, at: Date): Seat[] => {
  const isBarred = (person: Person): boolean => deciding.policy.four_eyes && isSamePerson(person, sender);
  return deciding.approvers
    .filter((approver) => !isBarred(approver))
    .map((approver) => {
      const delegate = delegateOf(deciding, approver.id, at);
      return { approver, filledBy: delegate === null || isBarred(delegate) ? approver : delegate };
    });
};

/** The people who are asked to decide on what a person sent, each once. */
export const askedPeople = (deciding: Deciding, sender: Person, at: Date): Person[] => [
  ...new Map(seats(deciding, sender, at).map(({ filledBy }) => [filledBy.id, filledBy])).values(),
];

/** Whom a person stands in for; empty for an approver's own decision. */
export const standsInFor = (deciding: Deciding, sender: Person, personId: string, at: Date): Person[] =>
  seats(deciding, sender, at)
    .filter(({ approver, filledBy }) => filledBy.id === personId && approver.id !== personId)
    .map(({ approver }) => approver);

/** The person of that id among the approvers and those who stand in for one of them; undefined for anybody else. */
export const listedPerson = (deciding: Deciding, sender: Person, personId: string, at: Date): Person | undefined =>
  deciding.approvers.find(({ id }) => id === personId) ??
  askedPeople(deciding, sender, at).find(({ id }) => id === personId);
