import { peopleIn, seats, type Deciding, type Seat } from '#domain/duty.ts';
import { distinctPeople, isAmong, type Person } from '#domain/person.ts';
import type { Acceptance, Request } from '#domain/request.ts';

/**
 * The seats for which nobody has accepted yet. An accept fills the seat of whoever made it, of those on whose behalf it was made,
 * and every seat that its maker fills now: nobody accepts twice, and nobody answers again for an approver who has.
 */
const openSeats = (all: readonly Seat[], accepted: readonly Acceptance[]): Seat[] => {
  const makers = accepted.map(({ by }) => by);
  const answered = [...makers, ...accepted.flatMap(({ on_behalf_of }) => on_behalf_of)];
  return all.filter(({ approver, filledBy }) => !isAmong(approver, answered) && !isAmong(filledBy, makers));
};

/** Whose answer a request waits for: those who fill the seats that nobody has accepted for, each person once. */
export const waitedFor = (
  deciding: Deciding,
  { sender, accepted_by }: Pick<Request, 'sender' | 'accepted_by'>,
  at: Date,
): Person[] => {
  const all = seats(deciding, sender, at);
  return peopleIn(all, openSeats(all, accepted_by));
};

/** How many more must accept before the export begins, given those who have. Never below 0. */
export const acceptsMissing = (
  deciding: Deciding,
  { sender }: Pick<Request, 'sender'>,
  accepted: readonly Acceptance[],
  at: Date,
): number => {
  const { accepts_needed: needed } = deciding.policy;
  if (needed === 'all') return openSeats(seats(deciding, sender, at), accepted).length;
  const distinct = distinctPeople(accepted.map(({ by }) => by)).length;
  return Math.max(0, (needed === 'any' ? 1 : needed) - distinct);
};
