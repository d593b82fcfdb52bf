import { commonPrerequisites, type AcceptField } from '#domain/capability.ts';
import { DomainError } from '#domain/errors.ts';
import type { Acceptance, Decision, ExportAttempt, Receipt, Request } from '#domain/request.ts';
import { afterNoon, aPerson, aSnapshot, anApprover, NOON } from '#test/support/records.ts';
import type { ApprovalView } from '#web/approval-page.ts';
import type { DecisionForm } from '#web/decision-form.ts';
import type { ResultView } from '#web/result-page.ts';

export const LINK = 'https://erp.example.com/approvals/k1.cGF5bG9hZA.bWFj';

export const CODE = '4827';

/** Project 42 as it was sent at noon, to be decided within a day. */
export const aRequest = (over: Partial<Request> = {}): Request => ({
  id: '42-1',
  company_id: 1,
  project_id: 42,
  number: 1,
  project_name: 'Harbour Bridge',
  suggested_job_id: 'P-042',
  kind: 'create',
  integration: { id: 'main', erp: 'tryton', name: 'Main ERP' },
  status: 'ready_to_export',
  sender: aPerson(),
  sent_at: NOON.toISOString(),
  snapshot_sha256: '5e'.repeat(32),
  total_value: 1_250_000.5,
  note: null,
  ignored_fields: [],
  approvers: [anApprover()],
  expires_at: afterNoon(24 * 60 * 60).toISOString(),
  reminder_times: [],
  escalation: null,
  accepted_by: [],
  decision: null,
  exports: [],
  paused_until: null,
  held_by_operators: false,
  held_last_at: null,
  case_opened_at: null,
  link_epoch: 0,
  run: 1,
  ...over,
});

export const jobId: AcceptField = {
  key: 'job_id',
  label: 'Job ID',
  type: 'string',
  required: true,
  max_length: 20,
  pattern: null,
  options: false,
};

export const customer: AcceptField = { ...jobId, key: 'customer', label: 'Customer', options: true };

export const openedOn: AcceptField = { ...jobId, key: 'opened_on', label: 'Opened on', type: 'date', required: false };

export const anApprovalView = (over: Partial<ApprovalView> = {}): ApprovalView => ({
  step: 'decide',
  request: aRequest(),
  snapshot: aSnapshot(),
  erp: {
    name: 'Tryton',
    accept_fields: [jobId, openedOn],
    prerequisites: commonPrerequisites,
    limits: [],
    can_look_up: false,
  },
  timeZone: null,
  document: { code: 'P-042', lines: [{ account: '01-000', amount: 12.5 }], active: true, note: null },
  problems: [],
  notices: [],
  sinceSync: [],
  sinceReject: null,
  suggested: { job_id: 'P-042' },
  fieldsAreFixed: false,
  acceptsMissing: 1,
  check: { kind: 'code', nonce: 'k1.bm9uY2U.bWFj', code: CODE },
  jobId: null,
  choices: {},
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
  attempt: null,
  wantsJobIdCheck: false,
  wantsOptionsOf: null,
  ...over,
});

export const refusedFor = (
  fields: Record<string, string[]>,
  form: Partial<DecisionForm> = {},
): ApprovalView['refused'] => ({
  form: aForm(form),
  error: new DomainError('invalid_fields', 'Some fields are wrong.', { fields }),
});

export const anAcceptance = (over: Partial<Acceptance> = {}): Acceptance => ({
  by: anApprover(),
  on_behalf_of: [],
  at: '2026-11-24T08:15:40.000Z',
  via: 'link',
  fields: { job_id: 'P-042' },
  ...over,
});

export const accepted = (over: Partial<Decision> = {}): Decision => ({
  ...anAcceptance(),
  kind: 'accept',
  reason: null,
  ...over,
});

export const rejected = (over: Partial<Decision> = {}): Decision =>
  accepted({ kind: 'reject', fields: {}, reason: 'No VAT.', ...over });

export const aReceipt = (over: Partial<Receipt> = {}): Receipt => ({
  job_id: 'P-042',
  erp_id: '4711',
  url: 'https://tryton.example.com/jobs/4711',
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
  found_nothing_at: null,
  ...over,
});

/** A request whose accepted export the ERP refused. */
export const aFailedRequest = (over: Partial<Request> = {}, attempt: Partial<ExportAttempt> = {}): Request =>
  aRequest({
    status: 'failed_to_export',
    decision: accepted(),
    exports: [
      anAttempt({ outcome: 'refused', message: 'The code exists already.', field: 'fields.job_id', ...attempt }),
    ],
    ...over,
  });

/** A request that has become a job. */
export const aSyncedRequest = (over: Partial<Request> = {}): Request =>
  aRequest({ status: 'synced', decision: accepted(), exports: [anAttempt({ receipt: aReceipt() })], ...over });

export const aResultView = (over: Partial<ResultView> = {}): ResultView => ({
  request: aSyncedRequest(),
  snapshot: aSnapshot(),
  erp: { accept_fields: [jobId, openedOn] },
  erpName: 'Tryton',
  timeZone: null,
  acceptsMissing: 0,
  supersededBy: null,
  cameTooLate: false,
  ...over,
});
