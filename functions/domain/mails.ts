import * as z from 'zod/mini';
import type { AuditEvent } from '#domain/audit.ts';
import { askedPeople } from '#domain/duty.ts';
import type { Integration } from '#domain/integration.ts';
import type { Person } from '#domain/person.ts';
import { awaitsDecision, type Request } from '#domain/request.ts';

const text = z.string();

/** What a mail about a request says. */
export const mailKind = z.enum(['approval', 'reminder', 'escalation', 'expired', 'rejected', 'synced', 'failed']);
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
export const toldUpTo = z.object({ sequence: z.int().check(z.nonnegative()), at: z.iso.datetime() });
export type ToldUpTo = z.infer<typeof toldUpTo>;

/** What this file reads of a project's record. */
interface Mailed {
  readonly request: Request;
  readonly events: readonly Pick<AuditEvent, 'sequence' | 'name' | 'at' | 'hash'>[];
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

const toEach = (kind: MailKind, people: readonly OwedMail['to'][], nth = 0): OwedMail[] =>
  people.map((to) => ({ kind, to, nth }));

/** Approvers who have not answered: asked first, later reminded. Only the latest reminder counts, so an outage brings no burst. */
const owedToApprovers = ({ request, mailed }: Mailed, asked: readonly Person[], now: Date): OwedMail[] => {
  const passed = remindersPassed(request, now);
  const silent = asked.filter(({ id }) => !request.accepted_by.some(({ by }) => by.id === id));
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

/** People once each, whatever part they had. */
const distinct = (people: readonly (Person | undefined)[]): Person[] => [
  ...new Map(people.flatMap((person) => (person === undefined ? [] : [[person.id, person] as const]))).values(),
];

const owed = (record: Mailed, integration: Pick<Integration, 'approvers' | 'policy'>, now: Date): OwedMail[] => {
  const { request } = record;
  const { sender, decision } = request;
  const asked = askedPeople(integration, sender, now);
  switch (request.status) {
    case 'ready_to_export':
    case 'ready_to_update':
      return [...owedToApprovers(record, asked, now), ...owedEscalation(request, now)];
    case 'expired':
      return toEach('expired', distinct([sender, ...asked]));
    case 'rejected':
      // Whoever rejected through a link learns of it, too: a stolen link is then noticed.
      return toEach(
        'rejected',
        distinct([
          sender,
          ...request.accepted_by.map(({ by }) => by),
          decision?.via === 'link' ? decision.by : undefined,
        ]),
      );
    case 'synced':
      return request.kind === 'link' ? [] : toEach('synced', distinct([sender, decision?.by]));
    case 'failed_to_export':
      return toEach('failed', distinct([sender, decision?.by]), failures(record));
    case 'exporting':
    case 'retrieved':
      return [];
  }
};

/** The mails about a project's request that somebody should have by now and has not: one per request, version and kind. */
export const owedMails = (
  record: Mailed,
  integration: Pick<Integration, 'approvers' | 'policy'>,
  now: Date,
): OwedMail[] => owed(record, integration, now).filter((mail) => !isSent(record.mailed, mail));

const OWES_NOTHING: ReadonlySet<Request['status']> = new Set(['exporting', 'retrieved']);

/** When something came about, or comes about, that people are mailed for, and that nobody has looked at since; null for never. */
export const nextMailAt = ({ request, events, told_up_to: told }: Omit<Mailed, 'mailed'>): Date | null => {
  if (OWES_NOTHING.has(request.status)) return null;
  const last = events.at(-1);
  const news = last !== undefined && (told === null || last.sequence > told.sequence) ? [last.at] : [];
  const timed = awaitsDecision(request) ? [...request.reminder_times, request.escalation?.at ?? []].flat() : [];
  const [first] = [...news, ...timed.filter((time) => told === null || time > told.at)].sort();
  return first === undefined ? null : new Date(first);
};

/** Names what people are mailed for now, so that a queue can tell a repeat from news. At most 70 characters. */
export const mailReason = ({ request, events }: Omit<Mailed, 'mailed' | 'told_up_to'>, now: Date): string =>
  `${events.at(-1)?.hash ?? ''}-${remindersPassed(request, now)}${owedEscalation(request, now).length}`;
