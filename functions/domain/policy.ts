import * as z from 'zod/mini';
import { calendar } from '#domain/calendar.ts';
import { duration } from '#domain/duration.ts';
import { person } from '#domain/person.ts';

/** More would be a nuisance, and each is a time that the ledger keeps with the request. */
const MOST_REMINDERS = 10;

const reminders = z.pipe(
  z.union([duration, z.array(duration).check(z.maxLength(MOST_REMINDERS))]),
  z.transform((given): readonly string[] => (typeof given === 'string' ? [given] : given)),
);

/** Somebody stands in for an approver who is away. Nobody stands in for a delegate: there are no chains. */
export const delegation = z.object({
  /** Id of the approver who is away. */
  approver: z.string(),
  delegate: person,
  /** First and last day, both included, in the calendar's time zone. */
  from: z.iso.date(),
  to: z.iso.date(),
});

/** How a company decides, per integration: docs/architecture.md, "Policy". */
export const policy = z.object({
  /** The sender may not decide on an own request. */
  four_eyes: z._default(z.boolean(), true),
  /** Who may decide: whoever holds Procore's privilege, or of those only the integration's approvers. */
  approvers: z._default(z.enum(['privilege', 'list']), 'privilege'),
  /** How many must accept before the export begins. One reject always ends the request. */
  accepts_needed: z._default(z.union([z.enum(['any', 'all']), z.int().check(z.positive())]), 'any'),
  /** For projects worth more than this, or worth nobody knows how much, a link decides only after a sign-in. */
  sign_in_above: z._default(z.nullable(z.number().check(z.nonnegative())), null),
  /** How long approvers have; afterwards the request expires. */
  approval_window: z._default(duration, 'P14D'),
  /** When approvers who have not answered are reminded, counted from the sending: one duration or several. Left out: `USUAL_REMINDERS`. */
  reminder_after: z.optional(reminders),
  /** Who is told that nobody has decided, and how long after the sending. */
  escalation: z._default(z.nullable(z.object({ to: z.email().check(z.maxLength(254)), after: duration })), null),
  /** With it, the days of all durations above are working days, and people read times in its zone; without it all time is alike and UTC. */
  calendar: z._default(z.nullable(calendar), null),
  delegates: z._default(z.array(delegation), []),
  /** At what local time each approver gets a list of what waits, on every working day. */
  digest: z._default(
    z.nullable(
      z.object({ at: z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 08:00')) }),
    ),
    null,
  ),
  /** The job number suggested for a new job: `{project_number}`, `{project_id}`, `{year}` and `{yy}` (of the start date, else of the sending) are filled in. */
  job_id_pattern: z._default(z.string().check(z.maxLength(100)), '{project_number}'),
});
export type Policy = z.infer<typeof policy>;

/** Of a policy that names none. They are no promise, so a window may be shorter: then nobody is reminded. */
export const USUAL_REMINDERS: readonly string[] = ['P2D'];
