import { seatChanges, type Deciding } from '#domain/duty.ts';
import type { Mailed } from '#domain/mailing.ts';
import { casesOpened, isCaseOpen, owedEscalation, owedMails, remindersPassed } from '#domain/mails.ts';
import { awaitsDecision } from '#domain/request.ts';

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
