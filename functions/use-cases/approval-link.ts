import { signApprovalLink, type KeyRing } from '#domain/links.ts';
import type { Request } from '#domain/request.ts';

/** Where links lead and for which stage they are signed. */
export interface LinkDeps {
  readonly stage: string;
  /** Where approvers reach this service, without a trailing slash. From configuration, never from a request. */
  readonly publicUrl: string;
}

/** An approver's one link for a request: equal until keys are rotated or the request's links are killed. */
export const approvalLink = (
  { stage, publicUrl }: LinkDeps,
  ring: KeyRing,
  request: Request,
  approverId: string,
): string => {
  const token = signApprovalLink(ring, stage, {
    companyId: request.company_id,
    projectId: request.project_id,
    number: request.number,
    approverId,
    epoch: request.link_epoch,
    notAfter: Math.floor(Date.parse(request.expires_at) / 1000),
  });
  return `${publicUrl}/approvals/${token}`;
};
