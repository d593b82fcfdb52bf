import { addDuration, type Calendar } from '#domain/calendar.ts';
import type { Integration } from '#domain/integration.ts';
import { unknownPlaceholders } from '#domain/job-id-pattern.ts';
import { distinctPeople, isSamePerson, type Person } from '#domain/person.ts';

/** Something in a policy that contradicts the rest of its integration; `path` leads to it. */
export interface PolicyFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** A sending on a Monday morning: durations are compared as they fall from there. */
const SOME_MONDAY = new Date('2026-11-23T09:00:00.000Z');

/** The longest that an execution of Step Functions may last. */
const LONGEST_WINDOW_MS = 365 * 86_400_000;

const end = (duration: string, calendar: Calendar | null): number =>
  addDuration(SOME_MONDAY, duration, calendar).getTime();

function* faultsOfTimes({ policy }: Integration): Generator<PolicyFault> {
  const { calendar, approval_window: window, reminder_after: reminders, escalation } = policy;
  if (end(window, calendar) - SOME_MONDAY.getTime() > LONGEST_WINDOW_MS) {
    yield { path: ['approval_window'], message: 'must end within a year: no Step Functions execution waits longer' };
  }
  for (const [index, reminder] of reminders.entries()) {
    if (end(reminder, calendar) < end(window, calendar)) continue;
    yield { path: ['reminder_after', index], message: `must be shorter than approval_window (${window})` };
  }
  if (escalation !== null && end(escalation.after, calendar) >= end(window, calendar)) {
    yield { path: ['escalation', 'after'], message: `must be shorter than approval_window (${window})` };
  }
}

function* faultsOfDelegates({ approvers, policy: { delegates } }: Integration): Generator<PolicyFault> {
  const isOf = (id: string, person: Person): boolean =>
    id === person.id || approvers.some((approver) => approver.id === id && isSamePerson(approver, person));
  for (const [index, { approver, delegate, from, to }] of delegates.entries()) {
    const path = ['delegates', index];
    if (!approvers.some(({ id }) => id === approver)) {
      yield { path: [...path, 'approver'], message: 'must be the id of one of the approvers' };
    }
    if (isOf(approver, delegate)) yield { path: [...path, 'delegate'], message: 'must be somebody else' };
    if (from > to) yield { path: [...path, 'to'], message: 'must not be before "from"' };
    const isAway = delegates.some((other) => isOf(other.approver, delegate) && other.from <= to && from <= other.to);
    if (isAway)
      yield { path: [...path, 'delegate'], message: 'is away in that time and has a delegate: there are no chains' };
  }
}

/** What is wrong with an integration's policy taken together; empty when nothing is. */
export const policyFaults = (integration: Integration): PolicyFault[] => {
  const { approvers, policy } = integration;
  const faults: PolicyFault[] = [...faultsOfTimes(integration), ...faultsOfDelegates(integration)];
  const people = distinctPeople(approvers).length;
  if (typeof policy.accepts_needed === 'number' && policy.accepts_needed > people) {
    faults.push({ path: ['accepts_needed'], message: `must be at most the number of approvers (${people})` });
  }
  for (const placeholder of unknownPlaceholders(policy.job_id_pattern)) {
    faults.push({ path: ['job_id_pattern'], message: `has the unknown placeholder ${placeholder}` });
  }
  return faults;
};
