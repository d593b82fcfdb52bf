import type { Caller } from '#domain/caller.ts';
import type { Option } from '#domain/capability.ts';
import type { LookUpOptions } from '#domain/erp.ts';
import { notFound } from '#domain/errors.ts';
import { requireAnySenderOrApprover, requireSenderOrApprover } from '#domain/rights.ts';
import type { ServiceDeps } from '#use-cases/deps.ts';
import { possibleIntegrations } from '#use-cases/find-integration.ts';

export interface OptionsCall {
  readonly caller: Caller;
  readonly companyId: number;
  /** Whose integration is asked; undefined for the default one. */
  readonly projectId: number | undefined;
  /** Key of the accept field. */
  readonly field: string;
  readonly typed: string;
}

/**
 * What the ERP has for one of its accept fields, by what was typed so far.
 * @throws {DomainError} `missing_privilege`; `not_found` when the ERP offers no options for such a field
 * @throws {ErpError} when the ERP could not be asked
 */
export const listOptions = async (
  deps: Pick<ServiceDeps, 'ledger' | 'integrations' | 'erps'> & { readonly lookUpOptions: LookUpOptions },
  { caller, companyId, projectId, field, typed }: OptionsCall,
): Promise<readonly Option[]> => {
  if (projectId === undefined) requireAnySenderOrApprover(caller);
  else requireSenderOrApprover(caller, projectId);
  const record = projectId === undefined ? null : await deps.ledger.read({ companyId, projectId });
  const [integration] = possibleIntegrations(await deps.integrations.list(companyId), record);
  if (integration === undefined) throw notFound();
  const { accept_fields } = await deps.erps(integration);
  if (!accept_fields.some(({ key, options }) => options && key === field)) throw notFound();
  return deps.lookUpOptions(integration, field, typed);
};
