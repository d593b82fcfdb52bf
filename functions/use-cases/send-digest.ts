import { waitedFor } from '#domain/accepts.ts';
import { localDay, nextLocalTime, type Calendar } from '#domain/calendar.ts';
import { isGuardedFrom } from '#domain/authority.ts';
import { notFound } from '#domain/errors.ts';
import type { Integration } from '#domain/integration.ts';
import type { Person } from '#domain/person.ts';
import type { Clock, IntegrationKey, Integrations, Ledger, LinkKeys } from '#domain/ports.ts';
import type { Digests, Mail, Mailer, MailQueue, MailTask } from '#domain/telling.ts';
import type { Request, RequestStatus } from '#domain/request.ts';
import { approvalLink, type LinkDeps } from '#use-cases/approval-link.ts';

/** A longer list is no help: it says how many more there are. */
const MOST_LISTED = 50;

const WAITING: readonly RequestStatus[] = ['ready_to_export', 'ready_to_update'];

const EVERY_DAY: Calendar = {
  time_zone: 'UTC',
  working_days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
  holidays: [],
};

/** When an integration's next list is due after `now`; null when it has none. */
export const nextDigestAt = ({ policy }: Pick<Integration, 'policy'>, now: Date): Date | null =>
  policy.digest && nextLocalTime(now, policy.digest.at, policy.calendar ?? EVERY_DAY);

/** What waits, with the approver's own link. */
export interface DigestItem {
  readonly request: Request;
  readonly url: string;
  /** The approver must sign in to see what the request is about. */
  readonly isGuarded: boolean;
}

/** What an approver's list of what waits is made from. */
export interface DigestContent {
  readonly to: Person;
  readonly integration: Integration;
  /** The oldest first. */
  readonly waiting: readonly DigestItem[];
  /** How many more wait than are listed. */
  readonly more: number;
  readonly now: Date;
}

export interface DigestDeps extends LinkDeps {
  readonly ledger: Pick<Ledger, 'list'>;
  readonly integrations: Integrations;
  readonly digests: Digests;
  readonly mailer: Mailer;
  readonly linkKeys: LinkKeys;
  readonly composeDigest: (content: DigestContent) => Mail;
  readonly clock: Clock;
}

/** Everything that waits in a company for one integration's approvers, the oldest first. */
const allWaiting = async ({ ledger }: Pick<DigestDeps, 'ledger'>, { companyId, integrationId }: IntegrationKey) => {
  const lists = await Promise.all(WAITING.map((status) => ledger.list(companyId, { status, page: 1, perPage: 1_000 })));
  return lists
    .flatMap(({ requests }) => requests)
    .filter(({ integration }) => integration.id === integrationId)
    .sort((a, b) => (a.sent_at < b.sent_at ? -1 : 1));
};

/**
 * Mails each approver of an integration the list of what waits for them, unless they have that day's. Whoever nothing waits
 * for gets none.
 * @throws {AggregateError} when some could not be sent; the others were.
 */
export const sendDigest = async (deps: DigestDeps, key: IntegrationKey, day: string): Promise<void> => {
  const integration = (await deps.integrations.list(key.companyId)).find(({ id }) => id === key.integrationId);
  if (integration === undefined) throw notFound();
  const now = deps.clock();
  if (day !== localDay(now, (integration.policy.calendar ?? EVERY_DAY).time_zone)) return;
  const [ring, waiting, done] = await Promise.all([
    deps.linkKeys(),
    allWaiting(deps, key),
    deps.digests.mailedOn(key, day),
  ]);
  const people = new Map(
    waiting.flatMap((request) => waitedFor(integration, request, now)).map((person) => [person.id, person]),
  );
  const failures: unknown[] = [];
  for (const to of people.values()) {
    if (done.includes(to.id)) continue;
    const own = waiting.filter((request) => waitedFor(integration, request, now).some(({ id }) => id === to.id));
    const listed = own.slice(0, MOST_LISTED);
    const items = listed.map((request) => ({
      request,
      url: approvalLink(deps, ring, request, to.id),
      isGuarded: isGuardedFrom(to.id, integration.policy, request),
    }));
    try {
      await deps.mailer.send(
        deps.composeDigest({ to, integration, waiting: items, more: own.length - listed.length, now }),
      );
      await deps.digests.note(key, day, [to.id]);
    } catch (error) {
      failures.push(error);
    }
  }
  // The log shows the cause alone: see sendMails.
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} digests were not sent.`, { cause: failures[0] });
};

/** Has a day's list mailed, once. */
export const queueDigest = (mailQueue: MailQueue, task: Extract<MailTask, { about: 'digest' }>): Promise<void> =>
  mailQueue.add(task, `digest-${task.day}`);

/** Queues the lists whose time has come. One that failed is queued again by the next sweep. */
export const queueDigests = async (
  deps: Pick<DigestDeps, 'digests' | 'integrations' | 'clock'> & { readonly mailQueue: MailQueue },
): Promise<void> => {
  const now = deps.clock();
  for await (const { companyId, integrationId, dueAt } of deps.digests.due(now)) {
    const integration = (await deps.integrations.list(companyId)).find(({ id }) => id === integrationId);
    const next = integration && nextDigestAt(integration, now);
    if (!integration || !next) continue;
    const day = localDay(now, (integration.policy.calendar ?? EVERY_DAY).time_zone);
    // First queued, then moved on: a crash in between queues it twice, and the queue and the day's marks stop the second.
    await queueDigest(deps.mailQueue, { about: 'digest', company_id: companyId, integration_id: integrationId, day });
    await deps.digests.moveOn({ companyId, integrationId, dueAt }, next);
  }
};
