import type { Problem } from '#domain/capability.ts';
import type { CheckCode } from '#domain/check-code.ts';
import type { Difference } from '#domain/difference.ts';
import type { Erp, ErpDocument } from '#domain/erp.ts';
import type { DomainError } from '#domain/errors.ts';
import type { Snapshot } from '#domain/project.ts';
import type { Request } from '#domain/request.ts';
import type { DecisionForm } from '#web/decision-form.ts';
import { html, type Html } from '#web/html.ts';
import { layout } from '#web/layout.ts';
import { checks } from '#web/partials/checks.ts';
import { costCodes } from '#web/partials/cost-codes.ts';
import { decisionForm } from '#web/partials/decision-form.ts';
import { differenceList } from '#web/partials/difference-list.ts';
import { erpDocument } from '#web/partials/erp-document.ts';
import { errorSummary, formErrors } from '#web/partials/form-errors.ts';
import { requestFacts, titleOf } from '#web/partials/request-facts.ts';
import { total } from '#web/partials/total.ts';
import { typed } from '#web/partials/typed-text.ts';
import { voucherLines } from '#web/partials/voucher-lines.ts';
import { texts } from '#web/texts.ts';

/** A request that waits for this approver's decision. */
export interface ApprovalView {
  readonly request: Request;
  readonly snapshot: Snapshot;
  readonly erp: Pick<Erp, 'name' | 'accept_fields' | 'prerequisites'>;
  /** What would be written into the ERP. */
  readonly document: ErpDocument;
  readonly problems: readonly Problem[];
  /** Against what is synced; of no meaning for a project that was never synced. */
  readonly difference: readonly Difference[];
  /** Values for the ERP's extra fields by key, such as `job_id`. */
  readonly suggested: Readonly<Record<string, string>>;
  /** Drawn for this rendering. */
  readonly checkCode: CheckCode;
  /** The form as it was posted and why it decided nothing; null when the page is opened. */
  readonly refused: { readonly form: DecisionForm; readonly error: DomainError } | null;
}

const changes = ({ request, difference }: ApprovalView): Html | null => {
  if (request.kind === 'create') return null;
  return difference.length === 0
    ? html`<p class="card">${texts.difference.none}</p>`
    : differenceList(texts.difference.title(difference.length), difference);
};

/** The page on which an approver decides. It changes nothing by being opened. */
export const approvalPage = (view: ApprovalView): string => {
  const { request, snapshot, erp, refused } = view;
  const errors = refused === null ? [] : formErrors(refused.error, erp.accept_fields);
  const title = texts.approval.title(titleOf(request));
  return layout({
    title: errors.length === 0 ? title : texts.approval.errorTitle(title),
    requestId: request.id,
    main: html`${errorSummary(errors)}
      <h1 class="name">${typed(titleOf(request))}</h1>
      <p class="lead">${texts.approval[request.kind](erp.name)}</p>
      <p class="on-paper"><strong>${texts.approval.undecided}</strong></p>
      ${total(snapshot, view.checkCode.code)}
      <section class="card">${requestFacts({ request, snapshot, erpName: erp.name })}</section>
      ${changes(view)} ${checks(erp.prerequisites, view.problems)} ${costCodes(snapshot.cost_codes)}
      ${erpDocument(erp.name, view.document)}
      ${decisionForm({
        request,
        acceptFields: erp.accept_fields,
        suggested: view.suggested,
        checkCode: view.checkCode,
        form: refused?.form ?? null,
        errors,
      })}`,
    footer: voucherLines(request),
  });
};
