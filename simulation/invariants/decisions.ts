import { isSamePerson } from '#domain/person.ts';
import type { Acceptance, Request } from '#domain/request.ts';
import { BELIEVED_MS, isApprover, versionsBetween } from '#simulation/world/directory.ts';
import { requestName, type Change } from '#simulation/invariants/change.ts';

const ENDS: ReadonlySet<Request['status']> = new Set(['synced', 'rejected', 'retrieved', 'expired']);

/** How long a call to the API or a page lasts at most, in milliseconds: whoever was allowed at its start may be heard at its end. */
const CALL_MS = 30_000;

const isSameRequest = ({ before, after }: Change): boolean => before?.request.id === after.request.id;

/**
 * I1: at most one terminal decision per request version. A decision that stands is replaced only after the export that it led
 * to has failed, and what has ended stays as it ended.
 */
export const oneDecision = (change: Change): string | null => {
  const { before, after } = change;
  if (before === null || !isSameRequest(change)) return null;
  const [was, is] = [before.request, after.request];
  if (ENDS.has(was.status) && was.status !== is.status) return `${is.id} was ${was.status} and is ${is.status}`;
  const isAnother =
    was.decision !== null && (was.decision.at !== is.decision?.at || was.decision.kind !== is.decision.kind);
  return isAnother && was.status !== 'failed_to_export' ? `${is.id} was decided twice` : null;
};

/** I1: one Idempotency-Key of one project opens one request, however often it is sent. */
export const oneRequestPerKey = ({ before, after, at, company, history }: Change): string | null => {
  if (before?.request.id === after.request.id || after.request.kind === 'link') return null;
  const key = `${company.id}/${after.project_id}/${after.honoured_keys.at(-1)?.key ?? ''}`;
  const opened = history.openedBy.get(key);
  history.openedBy.set(key, { id: after.request.id, at });
  return opened === undefined ? null : `one key opened ${opened.id} and ${after.request.id}`;
};

/** The decision, or one accept of several, that a write adds. */
const decisionOf = ({
  before,
  after,
}: Change): { readonly kind: 'accept' | 'reject'; readonly made: Acceptance } | null => {
  if (before?.request.id !== after.request.id) return null;
  const { decision, accepted_by } = after.request;
  const isDecided = decision !== null && decision.at !== before.request.decision?.at;
  if (isDecided) return { kind: decision.kind, made: decision };
  const made = accepted_by.length > before.request.accepted_by.length ? accepted_by.at(-1) : undefined;
  return made === undefined ? null : { kind: 'accept', made };
};

/** Different people have accepted as often, or in all the places, as the policy asks. */
const isEnough = (change: Change, last: Acceptance): boolean => {
  const { company, after } = change;
  const { sender, accepted_by } = after.request;
  const accepts = [...accepted_by, last];
  const people = new Set(accepts.map(({ by }) => by.email.toLowerCase()));
  const filled = new Set(accepts.flatMap(({ by, on_behalf_of }) => [by.id, ...on_behalf_of.map(({ id }) => id)]));
  const made = Date.parse(last.at);
  return versionsBetween(company, made - BELIEVED_MS - 1_000, made).some(({ policy, approvers }) => {
    const { accepts_needed: needed, four_eyes } = policy;
    if (needed !== 'all') return people.size >= (needed === 'any' ? 1 : needed);
    return approvers.every((person) => filled.has(person.id) || (four_eyes && isSamePerson(person, sender)));
  });
};

const isLinkDead = ({ before, call }: Change): boolean => {
  if (call?.decider.via !== 'link' || before === null) return false;
  const { link } = call.decider.visit;
  return link.epoch !== before.request.link_epoch || link.number !== before.request.number;
};

/**
 * I2, at the decision: it stands only from somebody who held the right when it was made, who did not send the project where
 * four eyes are asked for, through a live link or the API, in time, on the data that were shown, and after enough others.
 */
export const decidedByWhoMay = (change: Change): string | null => {
  const { before, after, company, call, isForged, history } = change;
  const found = decisionOf(change);
  if (found === null || isForged || before === null) return null;
  const { kind, made } = found;
  const { request } = after;
  const at = Date.parse(made.at);
  const believed = versionsBetween(company, at - BELIEVED_MS - CALL_MS, at);
  const who = `${made.by.id} decided on ${request.id}`;
  if (!believed.some((integration) => isApprover(integration, made.by.id, at))) return `${who} without the right to`;
  if (believed.every(({ policy }) => policy.four_eyes) && isSamePerson(made.by, request.sender)) {
    return `${who}, which they sent`;
  }
  if (isLinkDead(change)) return `${who} through a dead link`;
  const { verdict } = call ?? {};
  if (verdict === undefined) return `${who} without being asked`;
  if (verdict.kind !== 'retry' && verdict.snapshotSha256 !== request.snapshot_sha256) return `${who} on other data`;
  const isFirst = before.request.status !== 'failed_to_export';
  if (isFirst && made.at >= before.request.expires_at) return `${who} after the window`;
  if (kind === 'accept' && isFirst && request.status === 'exporting' && !isEnough(change, made)) {
    return `${who} before enough others had`;
  }
  if (kind === 'accept' && request.status === 'exporting') history.accepted.add(requestName(company.id, request.id));
  return null;
};
