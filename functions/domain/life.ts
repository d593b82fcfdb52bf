import type { AcceptedFields } from '#domain/accept-fields.ts';
import type { Authority } from '#domain/authority.ts';
import type { Mailing, MailKind } from '#domain/mailing.ts';
import type { Person } from '#domain/person.ts';
import { advance, settleDue, type ProjectRecord } from '#domain/project-record.ts';
import { isOpen, type Acceptance, type Decision, type Door } from '#domain/request.ts';

/** Who acts, with what authority, through which door, when. */
export interface Acting extends Authority {
  readonly via: Door;
  readonly at: Date;
  /** What the audit event says of the way in, besides the door. */
  readonly trace: Readonly<Record<string, string | boolean | null>>;
}

const acceptanceOf = ({ by, onBehalfOf, via, at }: Acting, fields: AcceptedFields): Acceptance => ({
  by,
  on_behalf_of: [...onBehalfOf],
  at: at.toISOString(),
  via,
  fields,
});

const decisionOf = (acting: Acting, rest: Pick<Decision, 'kind' | 'fields' | 'reason'>): Decision => ({
  ...acceptanceOf(acting, rest.fields),
  ...rest,
});

/** What the audit event of a decision says: which data it is bound to, and how its maker came in. */
const detailsOf = ({ request }: ProjectRecord, { via, onBehalfOf, trace }: Acting, what: object) => ({
  via,
  ...what,
  ...(onBehalfOf.length > 0 && { on_behalf_of: onBehalfOf.map(({ id }) => id) }),
  ...trace,
  snapshot_sha256: request.snapshot_sha256,
});

/** The approver accepts: the export may begin. */
export const accept = (record: ProjectRecord, acting: Acting, fields: AcceptedFields): ProjectRecord => {
  const decision = decisionOf(acting, { kind: 'accept', fields, reason: null });
  const details = detailsOf(record, acting, { fields });
  return advance(record, { event: 'accept', at: acting.at, by: acting.by, details }, { decision });
};

/** The approver accepts, and the policy asks for more of them. */
export const acceptInPart = (record: ProjectRecord, acting: Acting, fields: AcceptedFields): ProjectRecord => {
  const details = detailsOf(record, acting, { fields });
  const accepted_by = [...record.request.accepted_by, acceptanceOf(acting, fields)];
  return advance(record, { event: 'accept_in_part', at: acting.at, by: acting.by, details }, { accepted_by });
};

/**
 * The approver sends the request back. The reason stays on the project. After a failed export nothing waits any more for the
 * decision, so a new execution sees to what follows it.
 */
export const reject = (record: ProjectRecord, acting: Acting, reason: string): ProjectRecord => {
  const decision = decisionOf(acting, { kind: 'reject', fields: {}, reason });
  const details = detailsOf(record, acting, { reason });
  const hasFailed = record.request.status === 'failed_to_export';
  const changes = { decision, ...(hasFailed && { run: record.request.run + 1 }) };
  return advance(record, { event: 'reject', at: acting.at, by: acting.by, details }, changes);
};

/** The approver has a failed export tried again, with corrected fields. A new execution serves it: the old one has ended. */
export const retry = (record: ProjectRecord, acting: Acting, fields: AcceptedFields): ProjectRecord => {
  const decision = decisionOf(acting, { kind: 'accept', fields, reason: null });
  const details = detailsOf(record, acting, { fields });
  const changes = {
    decision,
    run: record.request.run + 1,
    paused_until: null,
    held_by_operators: false,
    case_opened_at: null,
  };
  return { ...advance(record, { event: 'retry', at: acting.at, by: acting.by, details }, changes), task_token: null };
};

/** The sender takes the request back before anyone decided. */
export const retrieve = (record: ProjectRecord, by: Person, at: Date): ProjectRecord =>
  advance(record, { event: 'retrieve', at, by, details: { via: 'api' } });

/** The approval window is over. */
export const expire = (record: ProjectRecord, at: Date): ProjectRecord =>
  advance(record, { event: 'expire', at, by: null, details: { expires_at: record.request.expires_at } });

/** An operator ends the window now: it is over from here on, and the event keeps when it would have been. `operator` is who had it done. */
export const expireEarly = (record: ProjectRecord, operator: string, at: Date): ProjectRecord => {
  const details = { expires_at: record.request.expires_at, operator };
  return advance(record, { event: 'expire', at, by: null, details }, { expires_at: at.toISOString() });
};

/** Mails by which somebody decides, or has a failed export tried again. */
const WITH_LINKS: readonly MailKind[] = ['approval', 'failed'];

/**
 * All links of the request that were mailed are dead from now on, and whoever is asked is owed a new one. `operator` is who had
 * it done. `kid`: the key that new ones must be signed with, after the others fell into wrong hands.
 */
export const reissueLinks = (record: ProjectRecord, operator: string, at: Date, kid?: string): ProjectRecord => {
  const details = { operator, ...(kid !== undefined && { kid }) };
  const happening = { event: 'reissue_links', at, by: null, details } as const;
  const next = advance(record, happening, { link_epoch: record.request.link_epoch + 1 });
  return settleDue({ ...next, mailed: next.mailed.filter(({ kind }) => !WITH_LINKS.includes(kind)) }, at);
};

/** The key that a request's links must be signed with; undefined where any will do. */
export const requiredKid = ({ events }: Pick<ProjectRecord, 'events'>): string | undefined => {
  const kid = events.findLast(({ name }) => name === 'reissue_links')?.details['kid'];
  return typeof kid === 'string' ? kid : undefined;
};

/** True when nobody decided in time and nobody has written so yet. */
export const windowIsOver = ({ request }: Pick<ProjectRecord, 'request'>, now: Date): boolean =>
  now.getTime() >= Date.parse(request.expires_at);

/** The workflow's execution cannot be used any more: the next one gets the next number. Nothing happened to the request itself. */
export const nextRun = (record: ProjectRecord, now: Date): ProjectRecord => {
  if (!isOpen(record.request)) return record;
  const request = { ...record.request, run: record.request.run + 1 };
  return settleDue({ ...record, version: record.version + 1, request, task_token: null }, now);
};

/** The workflow waits for the decision and left the token that wakes it. */
export const heard = (record: ProjectRecord, taskToken: string, now: Date): ProjectRecord =>
  settleDue({ ...record, version: record.version + 1, task_token: taskToken }, now);

/** Programs have been told of the project's events up to `upTo`; null when its events are not published any more. */
export const published = (record: ProjectRecord, upTo: number | null, now: Date): ProjectRecord =>
  settleDue({ ...record, version: record.version + 1, published_up_to: upTo }, now);

/**
 * Mails are on their way. `upTo` is the moment up to which nobody is owed another one about this record; null when some could
 * not be sent, or when more has happened since. `asksAt`: when somebody else must be asked, because of an absence.
 */
export const mailed = (
  record: ProjectRecord,
  mails: readonly Mailing[],
  upTo: Date | null,
  now: Date,
  asksAt: Date | null = null,
): ProjectRecord => {
  const sequence = record.events.at(-1)?.sequence ?? 0;
  const told_up_to =
    upTo === null ? record.told_up_to : { sequence, at: upTo.toISOString(), asks_at: asksAt?.toISOString() ?? null };
  return settleDue({ ...record, version: record.version + 1, mailed: [...record.mailed, ...mails], told_up_to }, now);
};
