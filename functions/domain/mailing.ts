import * as z from 'zod/mini';
import type { AuditEvent } from '#domain/audit.ts';
import type { Person } from '#domain/person.ts';
import type { Request } from '#domain/request.ts';

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

/** What mails follow from: parts of a project's record. */
export interface Mailed {
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
