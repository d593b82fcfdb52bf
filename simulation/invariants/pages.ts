import type { ProjectRecord } from '#domain/project-record.ts';
import { DomainError } from '#domain/errors.ts';
import { isSamePerson } from '#domain/person.ts';
import type { ApprovalLink } from '#domain/links.ts';
import type { Request } from '#domain/request.ts';
import { BELIEVED_MS, isApprover, versionsBetween, type Company } from '#simulation/world/directory.ts';
import type { Standing } from '#simulation/world/history.ts';

/** A visit to an approval page that came to its end. */
export interface SeenPage {
  readonly link: ApprovalLink;
  readonly company: Company;
  readonly from: number;
  readonly to: number;
  /** The project as the ledger had it at the end. */
  readonly record: ProjectRecord | null;
  readonly standings: readonly Standing[];
  /** Whether the link's epoch was that of its request all the time; null when it changed meanwhile. */
  readonly isLive: boolean | null;
  /** The request that the page was about, or why there was none. */
  readonly shown: { readonly request: Request } | { readonly refused: unknown };
}

/** Everybody is sure to be shown the page who was an approver all the time and did not send the project under four eyes. */
const isSurelyWelcome = ({ link, company, from, to, record, isLive }: SeenPage): boolean =>
  record?.request.number === link.number &&
  isLive === true &&
  versionsBetween(company, from - BELIEVED_MS, to).every(
    (integration) =>
      isApprover(integration, link.approverId, from) &&
      isApprover(integration, link.approverId, to) &&
      !(integration.policy.four_eyes && isSamePerson({ id: link.approverId, email: '' }, record.request.sender)),
  );

const wasTrue = ({ standings, from, to }: SeenPage, { number, status }: Request): boolean =>
  standings.some((standing, index) => {
    const next = standings[index + 1];
    const isFinal = next === undefined || next.number > standing.number;
    const isCurrent = standing.at <= to && (isFinal || next.at >= from);
    return standing.number === number && standing.status === status && isCurrent;
  });

/** I9: the approver can always learn the current state: a live link is shown a page, and the page says what stood in the ledger. */
export const pageIsTrue = (seen: SeenPage): string | null => {
  const { link, shown } = seen;
  const name = `the page of ${link.companyId}/${link.projectId}-${link.number}`;
  if ('refused' in shown) {
    const isRefusal = shown.refused instanceof DomainError;
    return isRefusal && isSurelyWelcome(seen) ? `${name} was refused: ${shown.refused.code}` : null;
  }
  const { request } = shown;
  if (seen.isLive === false) return `${name} was shown to a dead link`;
  if (request.company_id !== link.companyId || request.project_id !== link.projectId) return `${name} showed another`;
  return wasTrue(seen, request) ? null : `${name} said ${request.status}, which it was not`;
};
