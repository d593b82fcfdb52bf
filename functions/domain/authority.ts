import type { Caller } from '#domain/caller.ts';
import { listedPerson, standsInFor } from '#domain/duty.ts';
import { DomainError, notFound } from '#domain/errors.ts';
import type { Integration } from '#domain/integration.ts';
import type { ApprovalLink } from '#domain/links.ts';
import { isSamePerson, type Person } from '#domain/person.ts';
import type { Policy } from '#domain/policy.ts';
import type { Request } from '#domain/request.ts';
import { requireApprover } from '#domain/rights.ts';

/** A visit through a link: what an auditor wants to know about the way in. */
export interface Visit {
  readonly link: ApprovalLink;
  /** Tells links apart without being one. */
  readonly fingerprint: string;
  /** When the link was exchanged for the session that is used now; null where the link itself is used. */
  readonly openedAt: Date | null;
  /** The link's approver has proven to be the visitor, at the issuer that the API trusts. */
  readonly isSignedIn: boolean;
}

/** Who decides, through which door. */
export type Decider =
  { readonly via: 'api'; readonly caller: Caller } | { readonly via: 'link'; readonly visit: Visit };

/** Who may decide, and for whom else the decision counts. */
export interface Authority {
  readonly by: Person;
  /** Approvers who are away and whose delegate this is. */
  readonly onBehalfOf: readonly Person[];
}

/** How long after the approval window a link still shows what became of its request; then a leaked one tells nothing any more. */
const RESULT_SHOWN_SECONDS = 30 * 86_400;

/**
 * @throws {DomainError} `not_found` when the link was made for another request or its epoch is over: a dead link tells nothing.
 *   `link_expired` a month after the window; within it the request itself says that nobody decided in time.
 */
export const requireLiveLink = (link: ApprovalLink, request: Request, now: Date): void => {
  const made =
    link.companyId === request.company_id && link.projectId === request.project_id && link.number === request.number;
  if (!made || link.epoch !== request.link_epoch) throw notFound();
  if (now.getTime() / 1000 >= link.notAfter + RESULT_SHOWN_SECONDS) {
    throw new DomainError('link_expired', 'This link has expired.');
  }
};

/** True when a link alone does not decide: the project is worth more than the policy leaves to links, or nobody knows how much. */
export const needsSignIn = ({ sign_in_above: limit }: Policy, { total_value: total }: Request): boolean =>
  limit !== null && (total === null || total > limit);

/**
 * True when a mail may tell its reader no more than the page does before a sign-in, since a mailbox proves nobody. The sender
 * knows what was sent.
 */
export const isGuardedFrom = (readerId: string, policy: Policy, request: Request): boolean =>
  needsSignIn(policy, request) && readerId !== request.sender.id;

const requireListed = (integration: Integration, request: Request, id: string, now: Date): Person => {
  const listed = listedPerson(integration, request.sender, id, now);
  if (listed !== undefined) return listed;
  throw new DomainError('missing_privilege', 'You are not, or no longer, an approver of this integration.');
};

const deciderOf = (decider: Decider, integration: Integration, request: Request, now: Date): Person => {
  if (decider.via === 'api') {
    const { caller } = decider;
    requireApprover(caller);
    if (integration.policy.approvers === 'list') requireListed(integration, request, caller.person.id, now);
    return caller.person;
  }
  // What a link proves is only who was asked.
  requireLiveLink(decider.visit.link, request, now);
  return requireListed(integration, request, decider.visit.link.approverId, now);
};

/**
 * The one check of authority, made when something is decided and whatever the door: live link or privilege, listed where the
 * policy or the link asks for it, not the sender, signed in where the policy asks for it.
 * @throws {DomainError} `not_found`, `link_expired`, `missing_privilege`, `own_request`, `sign_in_required`
 */
export const authorise = (decider: Decider, integration: Integration, request: Request, now: Date): Authority => {
  const by = deciderOf(decider, integration, request, now);
  if (integration.policy.four_eyes && isSamePerson(by, request.sender)) {
    throw new DomainError('own_request', 'You sent this project yourself. Somebody else must decide.');
  }
  if (decider.via === 'link' && needsSignIn(integration.policy, request) && !decider.visit.isSignedIn) {
    throw new DomainError('sign_in_required', 'This project may only be decided on after signing in.');
  }
  return { by, onBehalfOf: standsInFor(integration, request.sender, by, now) };
};
