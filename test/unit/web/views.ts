import { commonPrerequisites, type AcceptField } from '#domain/capability.ts';
import { DomainError } from '#domain/errors.ts';
import type { Decision, ExportAttempt, Receipt } from '#domain/request.ts';
import { aPerson, aRequest, aSnapshot, anApprover, costCodes } from '#test/support/records.ts';
import type { ApprovalMailView } from '#web/approval-mail.ts';
import type { ApprovalView } from '#web/approval-page.ts';
import type { DecisionForm } from '#web/decision-form.ts';
import type { ResultView } from '#web/result-page.ts';

export const LINK = 'https://erp.example.com/approvals/k1.cGF5bG9hZA.bWFj';

export const CODE = '4827';

export const jobId: AcceptField = {
  key: 'job_id',
  label: 'Job ID',
  type: 'string',
  required: true,
  max_length: 20,
  pattern: null,
};

export const openedOn: AcceptField = { ...jobId, key: 'opened_on', label: 'Opened on', type: 'date', required: false };

export const anApprovalView = (over: Partial<ApprovalView> = {}): ApprovalView => ({
  request: aRequest(),
  snapshot: aSnapshot(),
  erp: { name: 'Tryton', accept_fields: [jobId, openedOn], prerequisites: commonPrerequisites },
  document: { code: 'P-042', lines: [{ account: '01-000', amount: 12.5 }], active: true, note: null },
  problems: [],
  difference: [],
  suggested: { job_id: 'P-042' },
  checkCode: { nonce: 'k1.bm9uY2U.bWFj', code: CODE },
  refused: null,
  ...over,
});

export const aForm = (over: Partial<DecisionForm> = {}): DecisionForm => ({
  decision: null,
  check: '1111',
  reason: '',
  fields: {},
  snapshot_sha256: 'a'.repeat(64),
  nonce: 'k1.b2xk.bWFj',
  ...over,
});

export const refusedFor = (
  fields: Record<string, string[]>,
  form: Partial<DecisionForm> = {},
): ApprovalView['refused'] => ({
  form: aForm(form),
  error: new DomainError('invalid_fields', 'Some fields are wrong.', { fields }),
});

export const accepted = (over: Partial<Decision> = {}): Decision => ({
  kind: 'accept',
  by: anApprover(),
  at: '2026-11-24T08:15:40.000Z',
  via: 'link',
  fields: { job_id: 'P-042' },
  reason: null,
  ...over,
});

export const aReceipt = (over: Partial<Receipt> = {}): Receipt => ({
  job_id: 'P-042',
  erp_id: '4711',
  url: 'https://erp.example.com/jobs/4711',
  at: '2026-11-24T08:15:44.000Z',
  ...over,
});

export const anAttempt = (over: Partial<ExportAttempt> = {}): ExportAttempt => ({
  attempt: 1,
  started_at: '2026-11-24T08:15:41.000Z',
  ended_at: '2026-11-24T08:15:44.000Z',
  outcome: 'synced',
  message: null,
  field: null,
  receipt: null,
  ...over,
});

export const aResultView = (over: Partial<ResultView> = {}): ResultView => ({
  request: aRequest({ status: 'synced', decision: accepted(), exports: [anAttempt({ receipt: aReceipt() })] }),
  snapshot: aSnapshot(),
  erpName: 'Tryton',
  supersededBy: null,
  cameTooLate: false,
  ...over,
});

export const aMailView = (over: Partial<ApprovalMailView> = {}): ApprovalMailView => ({
  approver: anApprover(),
  request: aRequest({ note: 'Please before Monday.' }),
  snapshot: aSnapshot(),
  erpName: 'Tryton',
  difference: [],
  url: LINK,
  ...over,
});

/** The same text in every place where people, or an ERP, can put one. */
export const filledWith = (text: string): { approval: ApprovalView; result: ResultView; mail: ApprovalMailView } => {
  const base = aSnapshot();
  const project = {
    ...base.project,
    name: text,
    project_number: text,
    customer: text,
    address: text,
    city: text,
    zip: text,
  };
  const code = { id: 1, full_code: text, name: text, line_item_types: [{ code: text, name: text }] };
  const snapshot = { project, cost_codes: [code, ...costCodes(3)] };
  const sender = aPerson({ name: text });
  const integration = { id: 'main', erp: 'tryton', name: text };
  const request = aRequest({
    kind: 'update',
    status: 'ready_to_update',
    project_name: text,
    note: text,
    sender,
    integration,
  });
  const difference = [
    { field: `cost_codes.${text}`, before: null, after: { name: text, line_item_types: code.line_item_types } },
    { field: 'project.description', before: text, after: { nested: text } },
  ];
  const decision = accepted({ kind: 'reject', by: aPerson({ name: text }), reason: text, fields: { job_id: text } });
  const failed = anAttempt({ outcome: 'refused', message: text, field: text });
  const snapshotView = { request, snapshot, erpName: 'Tryton' };
  return {
    approval: anApprovalView({
      request,
      snapshot,
      difference,
      document: { text, list: [text, { text }], deep: { a: { b: { c: { d: text } } } } },
      problems: [{ code: 'too_long', message: text, field: 'project.name' }],
      suggested: { job_id: text, opened_on: text },
      refused: refusedFor(
        { 'fields.job_id': [text], other: [text] },
        { decision: 'reject', reason: text, fields: { opened_on: text } },
      ),
    }),
    result: aResultView({
      ...snapshotView,
      request: { ...request, status: 'failed_to_export', decision, exports: [failed] },
      supersededBy: { difference },
    }),
    mail: aMailView({ ...snapshotView, difference }),
  };
};
