import { dayStart, localDay } from '#domain/calendar.ts';
import type { Integration } from '#domain/integration.ts';
import { distinctPeople, isSamePerson, type Person } from '#domain/person.ts';

/** What of an integration says who decides. */
export type Deciding = Pick<Integration, 'approvers' | 'policy'>;

/** An approver's place in a decision, and who fills it on a day: the approver, or a delegate. */
export interface Seat {
  readonly approver: Person;
  readonly filledBy: Person;
}

const zoneOf = ({ policy }: Deciding): string => policy.calendar?.time_zone ?? 'UTC';

const delegateOf = (deciding: Deciding, approverId: string, at: Date): Person | null => {
  const { policy } = deciding;
  const today = localDay(at, zoneOf(deciding));
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

/**
 * When absences begin and when they are over, after a moment, in the order of time: only then somebody else fills a seat, as long
 * as the policy stays as it is.
 */
export const seatChanges = (deciding: Deciding, after: Date): Date[] =>
  deciding.policy.delegates
    .flatMap(({ from, to }) => [dayStart(from, 0, zoneOf(deciding)), dayStart(to, 1, zoneOf(deciding))])
    .filter((at) => at > after)
    .sort((a, b) => a.getTime() - b.getTime());

/** The people who fill some of all seats, each once. An approver goes by the own account, also as somebody's delegate. */
export const peopleIn = (all: readonly Seat[], some: readonly Seat[]): Person[] => {
  const approvers = all.map(({ approver }) => approver);
  return distinctPeople(
    some.map(({ filledBy }) => approvers.find((approver) => isSamePerson(approver, filledBy)) ?? filledBy),
  );
};

/** The people who are asked to decide on what a person sent, each once. */
export const askedPeople = (deciding: Deciding, sender: Person, at: Date): Person[] => {
  const all = seats(deciding, sender, at);
  return peopleIn(all, all);
};

/** Whom a person stands in for; empty for an approver's own decision. */
export const standsInFor = (deciding: Deciding, sender: Person, person: Person, at: Date): Person[] =>
  seats(deciding, sender, at)
    .filter(({ approver, filledBy }) => isSamePerson(filledBy, person) && !isSamePerson(approver, person))
    .map(({ approver }) => approver);

/** The account of that id among those of the approvers and of who stands in for one of them; undefined for any other. */
export const listedPerson = (deciding: Deciding, sender: Person, id: string, at: Date): Person | undefined =>
  [...deciding.approvers, ...seats(deciding, sender, at).map(({ filledBy }) => filledBy)].find(
    (person) => person.id === id,
  );
