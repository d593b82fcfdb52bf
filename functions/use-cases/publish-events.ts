import { publishedEvents, type PublishedEvent } from '#domain/event-detail.ts';
import { published } from '#domain/life.ts';
import { VersionConflict, type Clock, type Ledger, type ProjectKey, type Warn } from '#domain/ports.ts';
import type { EventBus } from '#domain/telling.ts';
import type { ClosedRequest, ProjectRecord } from '#domain/project-record.ts';
import { publishedUpTo } from '#domain/publishing.ts';

export interface PublishDeps {
  readonly ledger: Pick<Ledger, 'read' | 'readClosed' | 'write'>;
  /** Null where the stage publishes no events. */
  readonly eventBus: EventBus | null;
  readonly stage: string;
  readonly clock: Clock;
  readonly warn: Warn;
}

/** As many as EventBridge takes at once. */
const AT_ONCE = 10;

/** An event that programs have not got for so long is a case for people. */
const OVERDUE_SECONDS = 15 * 60;

const keyOf = ({ company_id, project_id }: ProjectRecord): ProjectKey => ({
  companyId: company_id,
  projectId: project_id,
});

/** The project's requests, oldest first, that hold events after `upTo`: those that the latest has replaced are items of their own. */
const requestsAfter = async (
  { ledger }: PublishDeps,
  record: ProjectRecord,
  upTo: number,
): Promise<ClosedRequest[]> => {
  const requests: ClosedRequest[] = [record];
  for (let number = record.request.number - 1; number > 0; number -= 1) {
    if ((requests[0]?.events[0]?.sequence ?? 0) <= upTo + 1) break;
    const closed = await ledger.readClosed(keyOf(record), number);
    if (closed === null) break;
    requests.unshift(closed);
  }
  return requests;
};

const owedEvents = async (deps: PublishDeps, record: ProjectRecord, upTo: number): Promise<PublishedEvent[]> => {
  const requests = await requestsAfter(deps, record, upTo);
  const events = requests.flatMap((request) => publishedEvents(request, deps.stage));
  return events.filter(({ detail }) => detail.sequence > upTo);
};

/** The alarm goes by the second message. */
const warn = ({ warn, clock }: PublishDeps, record: ProjectRecord, since: string | undefined, cause: unknown): void => {
  const waited = since === undefined ? 0 : (clock().getTime() - Date.parse(since)) / 1000;
  const message = waited < OVERDUE_SECONDS ? 'events_not_published' : 'events_overdue';
  warn(message, { company_id: record.company_id, project_id: record.project_id }, cause);
};

/**
 * Publishes the events that a project owes, in their order. Never rejects: what the bus does not take stays owed, and mails do not
 * wait for it.
 * @returns the record's next `published_up_to`
 */
export const publishOwed = async (deps: PublishDeps, record: ProjectRecord): Promise<number | null> => {
  const { eventBus } = deps;
  if (eventBus === null) return null;
  let upTo = publishedUpTo(record);
  let owed: PublishedEvent[] = [];
  try {
    owed = await owedEvents(deps, record, upTo);
    while (owed.length > 0) {
      const { taken, refusal } = await eventBus.put(owed.slice(0, AT_ONCE));
      upTo = owed[taken - 1]?.detail.sequence ?? upTo;
      owed = owed.slice(taken);
      if (refusal !== null) throw new Error(`The bus refused an event: ${refusal}.`);
    }
  } catch (cause) {
    warn(deps, record, owed[0]?.detail.at, cause);
  }
  return upTo;
};

/** How far the events of what stands there now have been published, given that those up to `upTo` have. */
export const laterOf = ({ published_up_to: before }: ProjectRecord, upTo: number | null): number | null =>
  upTo === null ? null : Math.max(before ?? 0, upTo);

/** Notes how far a project's events have been published, also when something was written beside it. */
export const notePublished = async (deps: PublishDeps, record: ProjectRecord, upTo: number | null): Promise<void> => {
  const next = laterOf(record, upTo);
  if (next === record.published_up_to) return;
  try {
    await deps.ledger.write(record, published(record, next, deps.clock()));
  } catch (error) {
    if (!(error instanceof VersionConflict)) throw error;
    const current = await deps.ledger.read(keyOf(record));
    if (current !== null) await notePublished(deps, current, upTo);
  }
};

/** Publishes the events that a project owes. A repeat publishes only what is still owed. */
export const publishEvents = async (deps: PublishDeps, key: ProjectKey): Promise<void> => {
  const record = await deps.ledger.read(key);
  if (record !== null) await notePublished(deps, record, await publishOwed(deps, record));
};
