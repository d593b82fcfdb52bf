import type { Caller } from '#domain/caller.ts';
import { DomainError, notFound } from '#domain/errors.ts';

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

/** @throws {DomainError} `missing_privilege` unless the caller may tie projects to jobs of the ERP by hand. */
export const requireErpAdmin = ({ rights }: Caller): void => {
  if (rights.tools.erp_integrations !== 'admin') throw denied('You need Admin on ERP Integrations.');
};

/** @throws {DomainError} `missing_privilege` unless the caller sends this project or decides on it. */
export const requireSenderOrApprover = (caller: Caller, projectId: number): void => {
  if (!isProjectAdmin(caller, projectId) && !isApprover(caller)) {
    throw denied('You need Admin on the Admin tool of this project, or the rights of an accounting approver.');
  }
};

/** @throws {DomainError} `missing_privilege` unless the caller sends some project of the company or decides on it. */
export const requireAnySenderOrApprover = (caller: Caller): void => {
  const isSender = Object.values(caller.rights.project_tools).some(({ admin }) => admin === 'admin');
  if (!isSender && !isApprover(caller)) {
    throw denied('You need Admin on the Admin tool of a project, or the rights of an accounting approver.');
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
