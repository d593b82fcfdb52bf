import type { Caller } from '#domain/caller.ts';
import { DomainError, notFound } from '#domain/errors.ts';
import type { Integration } from '#domain/integration.ts';
import type { ApprovalLink } from '#domain/links.ts';
import type { Person } from '#domain/person.ts';
import type { Request } from '#domain/request.ts';

/** Procore's name of the privilege that makes an accounting approver. */
const CAN_PUSH_TO_ACCOUNTING = 'can_push_to_accounting';

const denied = (what: string): DomainError => new DomainError('missing_privilege', what);

/** A foreign company is answered like one that does not exist. */
export const requireCompany = (caller: Caller, companyId: number): void => {
  if (caller.companyId !== companyId) throw notFound();
};

const isProjectAdmin = ({ rights }: Caller, projectId: number): boolean =>
  (rights.project_tools[String(projectId)] ?? rights.project_tools['*'])?.admin === 'admin';

const usesErpIntegrations = ({ rights }: Caller): boolean => rights.tools.erp_integrations !== 'none';

const isApprover = (caller: Caller): boolean =>
  usesErpIntegrations(caller) && caller.rights.privileges.includes(CAN_PUSH_TO_ACCOUNTING);

/** True for a sender of this project: Admin on its Admin tool. */
export const maySend = (caller: Caller, projectId: number): boolean => isProjectAdmin(caller, projectId);

/** @throws {DomainError} `missing_privilege` unless the caller may send, re-send, preview and retrieve this project. */
export const requireSender = (caller: Caller, projectId: number): void => {
  if (!maySend(caller, projectId)) throw denied('You need Admin on the Admin tool of this project.');
};

/** @throws {DomainError} `missing_privilege` unless the caller may see the lists of the ERP Integrations tool. */
export const requireErpIntegrations = (caller: Caller): void => {
  if (!usesErpIntegrations(caller)) throw denied('You need Standard or Admin on ERP Integrations.');
};

/** @throws {DomainError} `missing_privilege` unless the caller sends this project or decides on it. */
export const requireSenderOrApprover = (caller: Caller, projectId: number): void => {
  if (!isProjectAdmin(caller, projectId) && !isApprover(caller)) {
    throw denied('You need Admin on the Admin tool of this project, or the rights of an accounting approver.');
  }
};

/** @throws {DomainError} `missing_privilege` unless the caller may see requests of this project. */
export const requireReader = (caller: Caller, projectId: number): void => {
  if (!isProjectAdmin(caller, projectId) && !usesErpIntegrations(caller)) {
    throw denied('You need Admin on the Admin tool of this project, or Standard on ERP Integrations.');
  }
};

/** @throws {DomainError} `missing_privilege` unless the caller is an accounting approver. */
export const requireApprover = (caller: Caller): void => {
  if (!isApprover(caller)) throw denied('You need ERP Integrations and the privilege Can Push to Accounting.');
};

/** @throws {DomainError} `missing_privilege` unless the integration names this person as approver: what a link proves is only who was asked. */
export const requireNamedApprover = (integration: Integration, personId: string): Person => {
  const named = integration.approvers.find(({ id }) => id === personId);
  if (named === undefined) throw denied('You are no longer an approver of this integration.');
  return named;
};

/** The approvers who may decide on what this person sent. */
export const deciders = (
  { approvers, policy }: Pick<Integration, 'approvers' | 'policy'>,
  senderId: string,
): Person[] => approvers.filter(({ id }) => !policy.four_eyes || id !== senderId);

/** @throws {DomainError} `own_request`: four eyes compares people, so neither a second door nor a second token helps. */
export const requireFourEyes = ({ policy }: Integration, request: Request, decider: Person): void => {
  if (policy.four_eyes && request.sender.id === decider.id) {
    throw new DomainError('own_request', 'You sent this project yourself. Somebody else must decide.');
  }
};

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
