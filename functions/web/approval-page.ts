import type { ErpProfile, Prerequisite } from '#domain/capability.ts';
import type { DomainError } from '#domain/errors.ts';
import type { OpenApproval } from '#use-cases/show-approval.ts';
import type { DecisionForm } from '#web/decision-form.ts';
import { html, type Html } from '#web/html.ts';
import { texts } from '#web/language.ts';
import { layout } from '#web/layout.ts';
import type { JobIdAnswer } from '#web/partials/accept-field.ts';
import { accepts } from '#web/partials/accepts.ts';
import { checks } from '#web/partials/checks.ts';
import type { FieldChoices } from '#web/partials/choice-field.ts';
import { costCodes } from '#web/partials/cost-codes.ts';
import { cutNotices } from '#web/partials/cuts.ts';
import { decisionForm, type Check } from '#web/partials/decision-form.ts';
import { differenceList } from '#web/partials/difference-list.ts';
import { erpDocument } from '#web/partials/erp-document.ts';
import { exportErrors, failure } from '#web/partials/failure.ts';
import { errorSummary, formErrors, type FormError } from '#web/partials/form-errors.ts';
import { mixedScripts } from '#web/partials/mixed-scripts.ts';
import { requestFacts, titleOf } from '#web/partials/request-facts.ts';
import { sinceReject } from '#web/partials/since-reject.ts';
import { total } from '#web/partials/total.ts';
import { typed } from '#web/partials/typed-text.ts';
import { voucherLines } from '#web/partials/voucher-lines.ts';

/** A request that waits for this approver's decision, or for what is to become of its failed export. */
export interface ApprovalView extends Pick<
  OpenApproval,
  | 'step'
  | 'request'
  | 'snapshot'
  | 'timeZone'
  | 'sinceSync'
  | 'sinceReject'
  | 'document'
  | 'problems'
  | 'notices'
  | 'suggested'
  | 'fieldsAreFixed'
  | 'acceptsMissing'
> {
  readonly erp: Pick<ErpProfile, 'accept_fields' | 'limits'> & {
    readonly name: string;
    readonly can_look_up: boolean;
    readonly prerequisites: readonly Pick<Prerequisite, 'code' | 'message'>[];
  };
  readonly check: Check;
  /** What the ERP said of the job number, when the person asked. */
  readonly jobId: JobIdAnswer | null;
  /** What the ERP has, by key of the fields that it offers options for. */
  readonly choices: Readonly<Record<string, FieldChoices>>;
  /** The form as it was posted and why it decided nothing; null when the page is opened. */
  readonly refused: {
    readonly form: DecisionForm;
    /** Null when there was nothing wrong with it: the person asked the ERP something. */
    readonly error: DomainError | null;
  } | null;
}

const errorsOf = ({ step, request, erp, check, refused }: ApprovalView): FormError[] => {
  const asked = erp.accept_fields;
  if (refused !== null) {
    const { error } = refused;
    return error === null ? [] : formErrors(error, asked, { isSignedIn: check.kind === 'signed_in' });
  }
  return step === 'retry' ? exportErrors(request, asked) : [];
};

const heading = ({ step, request, erp }: ApprovalView): Html => {
  const name = typed(titleOf(request));
  const { create, update, undecided, failure } = texts.approval;
  if (step === 'retry') {
    return html`<h1>${failure.title(erp.name)}</h1>
      <p class="name lead"><strong>${name}</strong></p>
      <p class="lead">${failure.lead}</p>
      <p class="on-paper"><strong>${failure.notExported}</strong></p>`;
  }
  return html`<h1 class="name">${name}</h1>
    <p class="lead">${request.kind === 'update' ? update(erp.name) : create(erp.name)}</p>
    <p class="on-paper"><strong>${undecided}</strong></p>`;
};

const sinceSync = ({ request, sinceSync: difference }: ApprovalView): Html | null => {
  if (request.kind !== 'update') return null;
  return difference.length === 0
    ? html`<p class="card">${texts.difference.noneSinceSync}</p>`
    : differenceList(texts.difference.sinceSync(difference.length), difference);
};

const titleFor = ({ step, request, refused }: ApprovalView, errors: readonly FormError[]): string => {
  const { title, retryTitle, errorTitle } = texts.approval;
  const own = step === 'retry' ? retryTitle(titleOf(request)) : title(titleOf(request));
  return refused !== null && errors.length > 0 ? errorTitle(own) : own;
};

/** What there is to know before deciding, the most telling first. */
const matter = (view: ApprovalView): Html => {
  const { step, request, snapshot, erp, timeZone } = view;
  return html`${step === 'retry' ? failure(request, erp.accept_fields, timeZone) : null}
    ${mixedScripts(snapshot.project)}
    <section class="card">${requestFacts({ request, snapshot, erpName: erp.name, timeZone })}</section>
    ${sinceReject(view.sinceReject, timeZone)} ${sinceSync(view)}
    ${step === 'decide' ? accepts(request, view.acceptsMissing, timeZone) : null}
    ${checks(erp, view.problems, snapshot.cost_codes)} ${cutNotices(erp, view.notices, snapshot.cost_codes)}
    ${costCodes(snapshot.cost_codes)} ${erpDocument(erp.name, view.document)}`;
};

/** The page on which an approver decides. It changes nothing by being opened. */
export const approvalPage = (view: ApprovalView): string => {
  const { request, check } = view;
  const errors = errorsOf(view);
  return layout({
    title: titleFor(view, errors),
    requestId: request.id,
    main: html`${errorSummary(errors)} ${heading(view)}
    ${total(view.snapshot, check.kind === 'code' ? check.code : null)} ${matter(view)}
    ${decisionForm({ ...view, form: view.refused?.form ?? null, errors })}`,
    footer: voucherLines(request),
  });
};
