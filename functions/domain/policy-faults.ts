import { isAlwaysSooner, longestMs } from '#domain/any-start.ts';
import type { Integration } from '#domain/integration.ts';
import { unknownPlaceholders } from '#domain/job-id-pattern.ts';
import { distinctPeople, isSamePerson, type Person } from '#domain/person.ts';

/** Something in a policy that contradicts the rest of its integration; `path` leads to it. */
export interface PolicyFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** The longest that an execution of Step Functions may last. */
const LONGEST_WINDOW_MS = 365 * 86_400_000;

/** What a policy is checked with. */
type PolicyHolder = Pick<Integration, 'approvers' | 'policy'>;

function* faultsOfTimes({ policy }: PolicyHolder): Generator<PolicyFault> {
  const { calendar, approval_window: window, reminder_after: reminders = [], escalation } = policy;
  const onAnyDay = calendar === null ? '' : ', whatever working day a project is sent on';
  const message = `must end before approval_window (${window}) does${onAnyDay}`;
  if (longestMs(window, calendar) > LONGEST_WINDOW_MS) {
    yield { path: ['approval_window'], message: 'must end within a year: no Step Functions execution waits longer' };
  }
  for (const [index, reminder] of reminders.entries()) {
    if (!isAlwaysSooner(reminder, window, calendar)) yield { path: ['reminder_after', index], message };
  }
  if (escalation !== null && !isAlwaysSooner(escalation.after, window, calendar)) {
    yield { path: ['escalation', 'after'], message };
  }
}

function* faultsOfDelegates({ approvers, policy: { delegates } }: PolicyHolder): Generator<PolicyFault> {
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
export const policyFaults = (integration: PolicyHolder): PolicyFault[] => {
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
