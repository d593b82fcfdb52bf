import { waitedFor } from '#domain/accepts.ts';
import type { Deciding } from '#domain/duty.ts';
import type { Mailed, Mailing, MailKind, OwedMail } from '#domain/mailing.ts';
import { distinctPeople, isAmong, isSamePerson, type Person } from '#domain/person.ts';
import type { Policy } from '#domain/policy.ts';
import type { Request } from '#domain/request.ts';

const isSent = (mailed: readonly Mailing[], { kind, to, nth }: OwedMail): boolean =>
  mailed.some((mail) => mail.kind === kind && mail.to === to.id && mail.nth >= nth);

/** How many of the reminders' times have come. */
export const remindersPassed = ({ reminder_times }: Request, now: Date): number =>
  reminder_times.filter((time) => Date.parse(time) <= now.getTime()).length;

const failures = ({ events }: Mailed): number => events.filter(({ name }) => name === 'fail_export').length;

/** The events by which people are told that nobody knows an outcome. */
export const casesOpened = ({ events }: Pick<Mailed, 'events'>) => events.filter(({ name }) => name === 'open_case');

/** True while nobody knows, for too long, whether the ERP has the job. */
export const isCaseOpen = ({ case_opened_at }: Request): boolean => case_opened_at !== null;

const toEach = (kind: MailKind, people: readonly OwedMail['to'][], nth = 0): OwedMail[] =>
  people.map((to) => ({ kind, to, nth }));

/** Approvers who have not answered: asked first, later reminded. Only the latest reminder counts, so an outage brings no burst. */
const owedToApprovers = ({ request, mailed }: Mailed, silent: readonly Person[], now: Date): OwedMail[] => {
  const passed = remindersPassed(request, now);
  return silent.flatMap((person) => {
    const asking = mailed.find(({ kind, to }) => kind === 'approval' && to === person.id);
    if (asking === undefined) return toEach('approval', [person], passed);
    return passed > asking.nth ? toEach('reminder', [person], passed) : [];
  });
};

/** The mail to whom the policy names when nobody has decided. */
export const owedEscalation = ({ escalation }: Request, now: Date): OwedMail[] =>
  escalation !== null && Date.parse(escalation.at) <= now.getTime()
    ? toEach('escalation', [{ id: escalation.to, email: escalation.to }])
    : [];

const ACCEPTS: readonly string[] = ['accept_in_part', 'accept', 'retry'];

/** Everybody who has accepted the request, be it that others were missing, that the export began, or that it began again. */
const acceptedBy = ({ events }: Mailed): Person[] =>
  events.flatMap(({ name, by }) => (by !== null && ACCEPTS.includes(name) ? [by] : []));

const needsSeveral = ({ accepts_needed: needed }: Policy): boolean => needed !== 'any' && needed !== 1;

/** Where several must accept: who was asked, and need not answer any more because another has rejected. */
const forestalled = ({ request, events, mailed }: Mailed, deciding: Deciding, now: Date): Person[] => {
  // Once enough had accepted nobody was waited for any more, whatever followed.
  if (!needsSeveral(deciding.policy) || events.some(({ name }) => name === 'accept')) return [];
  return waitedFor(deciding, request, now).filter(({ id }) =>
    mailed.some(({ kind, to }) => kind === 'approval' && to === id),
  );
};

const owedAfterReject = (record: Mailed, deciding: Deciding, now: Date): OwedMail[] => {
  const { sender, decision } = record.request;
  const isRejecter = (person: Person): boolean => decision !== null && isSamePerson(person, decision.by);
  const told = distinctPeople([
    sender,
    ...acceptedBy(record).filter((person) => !isRejecter(person)),
    // Whoever rejected through a link learns of it, too: a stolen link is then noticed.
    ...(decision?.via === 'link' ? [decision.by] : []),
  ]);
  const others = forestalled(record, deciding, now).filter((person) => !isRejecter(person) && !isAmong(person, told));
  return [...toEach('rejected', told), ...toEach('closed', others)];
};

const owed = (record: Mailed, deciding: Deciding, now: Date): OwedMail[] => {
  const { request } = record;
  const involved = distinctPeople([request.sender, ...acceptedBy(record)]);
  switch (request.status) {
    case 'ready_to_export':
    case 'ready_to_update':
      return [...owedToApprovers(record, waitedFor(deciding, request, now), now), ...owedEscalation(request, now)];
    case 'expired':
      return toEach('expired', distinctPeople([...involved, ...waitedFor(deciding, request, now)]));
    case 'rejected':
      return owedAfterReject(record, deciding, now);
    case 'synced':
      return request.kind === 'link' ? [] : toEach('synced', involved);
    case 'failed_to_export':
      return toEach('failed', involved, failures(record));
    case 'exporting':
      return toEach('unknown', isCaseOpen(request) ? involved : [], casesOpened(record).length);
    case 'retrieved':
      return [];
  }
};

/** The mails about a project's request that somebody should have by now and has not: one per request, version and kind. */
export const owedMails = (record: Mailed, deciding: Deciding, now: Date): OwedMail[] =>
  owed(record, deciding, now).filter((mail) => !isSent(record.mailed, mail));
