import * as z from 'zod/mini';
import type { AuditEvent } from '#domain/audit.ts';
import { waitedFor } from '#domain/accepts.ts';
import { seatChanges, type Deciding } from '#domain/duty.ts';
import { distinctPeople, isAmong, isSamePerson, type Person } from '#domain/person.ts';
import type { Policy } from '#domain/policy.ts';
import { awaitsDecision, type Request } from '#domain/request.ts';

const text = z.string();

/** What a mail about a request says. */
export const mailKind = z.enum([
  'approval',
  'reminder',
  'escalation',
  'expired',
  'rejected',
  'closed',
  'synced',
  'failed',
  'unknown',
]);
export type MailKind = z.infer<typeof mailKind>;

const written = z.object({
  kind: mailKind,
  /** Id of the person; the address where the policy names only that. */
  to: text,
  /** Which of several of its kind: of reminders and failures, those there were by then. */
  nth: z.int().check(z.nonnegative()),
});

/** A mail that was sent. Release 1 kept only the ids of the approvers who had been asked. */
export const mailing = z.union([
  written,
  z.pipe(
    text,
    z.transform((to): z.infer<typeof written> => ({ kind: 'approval', to, nth: 0 })),
  ),
]);
export type Mailing = z.infer<typeof mailing>;

/** How far people have been told: of all events up to `sequence`, and of what the clock brought until `at`. */
export const toldUpTo = z.object({
  sequence: z.int().check(z.nonnegative()),
  at: z.iso.datetime(),
  /** When somebody else must be asked, because an absence begins or is over; null for not within the window. */
  asks_at: z._default(z.nullable(z.iso.datetime()), null),
});
export type ToldUpTo = z.infer<typeof toldUpTo>;

/** What this file reads of a project's record. */
interface Mailed {
  readonly request: Request;
  readonly events: readonly Pick<AuditEvent, 'sequence' | 'name' | 'at' | 'by' | 'hash'>[];
  readonly mailed: readonly Mailing[];
  readonly told_up_to: ToldUpTo | null;
}

/** A mail that somebody should have by now. */
export interface OwedMail {
  readonly kind: MailKind;
  readonly to: Pick<Person, 'id' | 'email'>;
  readonly nth: number;
}

const isSent = (mailed: readonly Mailing[], { kind, to, nth }: OwedMail): boolean =>
  mailed.some((mail) => mail.kind === kind && mail.to === to.id && mail.nth >= nth);

const remindersPassed = ({ reminder_times }: Request, now: Date): number =>
  reminder_times.filter((time) => Date.parse(time) <= now.getTime()).length;

const failures = ({ events }: Mailed): number => events.filter(({ name }) => name === 'fail_export').length;

const casesOpened = ({ events }: Pick<Mailed, 'events'>) => events.filter(({ name }) => name === 'open_case');

const isCaseOpen = ({ case_opened_at }: Request): boolean => case_opened_at !== null;

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

const owedEscalation = ({ escalation }: Request, now: Date): OwedMail[] =>
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

/**
 * When an absence that begins, or is over, next makes somebody else be asked, given the policy of today; null when none does
 * within the window. Each record of `told_up_to` holds it, since nothing but the clock brings it about.
 */
export const nextAskingAt = (record: Mailed, deciding: Deciding, after: Date): Date | null => {
  const { request } = record;
  if (!awaitsDecision(request)) return null;
  const asks = (at: Date): boolean =>
    at < new Date(request.expires_at) && owedMails(record, deciding, at).some(({ kind }) => kind === 'approval');
  return seatChanges(deciding, after).find(asks) ?? null;
};

/** The last event that people are mailed for: of an export under way only that nobody knows its outcome. */
const lastNews = ({ request, events }: Pick<Mailed, 'request' | 'events'>) => {
  if (request.status === 'retrieved') return undefined;
  if (request.status !== 'exporting') return events.at(-1);
  return isCaseOpen(request) ? casesOpened({ events }).at(-1) : undefined;
};

/** When something came about, or comes about, that people are mailed for, and that nobody has looked at since; null for never. */
export const nextMailAt = ({ request, events, told_up_to: told }: Omit<Mailed, 'mailed'>): Date | null => {
  const last = lastNews({ request, events });
  const news = last !== undefined && (told === null || last.sequence > told.sequence) ? [last.at] : [];
  const timed = awaitsDecision(request)
    ? [...request.reminder_times, request.escalation?.at ?? [], told?.asks_at ?? []].flat()
    : [];
  const [first] = [...news, ...timed.filter((time) => told === null || time > told.at)].sort();
  return first === undefined ? null : new Date(first);
};

/** Names what people are mailed for now, so that a queue can tell a repeat from news. At most 70 characters. */
export const mailReason = ({ request, events, told_up_to: told }: Omit<Mailed, 'mailed'>, now: Date): string => {
  const asksNow = told !== null && told.asks_at !== null && Date.parse(told.asks_at) <= now.getTime();
  const passed = [remindersPassed(request, now), owedEscalation(request, now).length, Number(asksNow)];
  return `${events.at(-1)?.hash ?? ''}-${passed.join('')}`;
};
