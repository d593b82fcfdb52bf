import * as z from 'zod/mini';
import { person } from '#domain/person.ts';

const text = z.string();
const positive = z.int().check(z.positive());
const instant = z.iso.datetime();

/** Where a request stands. */
export const requestStatus = z.enum([
  'ready_to_export',
  'ready_to_update',
  'exporting',
  'synced',
  'failed_to_export',
  'rejected',
  'retrieved',
  'expired',
]);
export type RequestStatus = z.infer<typeof requestStatus>;

/** Where a project stands: as its request, or never sent. */
export type ProjectStatus = RequestStatus | 'not_sent';

/** What the ERP gave back: its job id (typed by people), its own internal id, a link to it, and when. */
export const receipt = z.object({
  job_id: text,
  erp_id: text,
  url: z.nullable(text),
  at: instant,
});
export type Receipt = z.infer<typeof receipt>;

/** Through which door a decision came. */
export const door = z.enum(['link', 'api']);
export type Door = z.infer<typeof door>;

/** Why a request goes back to its sender: mandatory, so that nobody has to guess. */
export const rejectReason = z.string().check(z.trim(), z.minLength(1, 'a reason is required'), z.maxLength(2_000));

/** Approvers who were away when their delegate decided. */
const onBehalfOf = z._default(z.array(person), []);

export const decision = z.object({
  kind: z.enum(['accept', 'reject']),
  by: person,
  on_behalf_of: onBehalfOf,
  at: instant,
  via: door,
  fields: z.record(text, text),
  reason: z.nullable(text),
});
export type Decision = z.infer<typeof decision>;

/** One approver's accept where the policy asks for several. The last one makes the decision. */
export const acceptance = z.pick(decision, { by: true, on_behalf_of: true, at: true, via: true, fields: true });
export type Acceptance = z.infer<typeof acceptance>;

/**
 * One attempt to write the job into the ERP. `running` has no end yet; `unavailable` surely wrote nothing;
 * `unknown` may have written the job: the ERP fell silent after it was asked.
 */
export const exportAttempt = z.object({
  attempt: positive,
  started_at: instant,
  ended_at: z.nullable(instant),
  outcome: z.enum(['running', 'synced', 'refused', 'unavailable', 'unknown']),
  message: z.nullable(text),
  field: z.nullable(text),
  receipt: z.nullable(receipt),
  /** When a look-up after silence found no job; nothing was written then. */
  found_nothing_at: z._default(z.nullable(instant), null),
});
export type ExportAttempt = z.infer<typeof exportAttempt>;

/** One sending of one project. */
export const request = z.object({
  id: text,
  company_id: positive,
  project_id: positive,
  number: positive,
  project_name: text,
  /** The number the job gets unless the approver types another: its own if it exists, else from the project. */
  suggested_job_id: text,
  /**
   * `update` when the project was synced before: then a job exists and refusals leave it synced. `link` when an administrator
   * tied the project to a job that the ERP had already; nobody is asked then.
   */
  kind: z.enum(['create', 'update', 'link']),
  integration: z.object({ id: text, erp: text, name: text }),
  status: requestStatus,
  sender: person,
  sent_at: instant,
  snapshot_sha256: text,
  /** The snapshot's `project.total_value`; null when it has none. */
  total_value: z._default(z.nullable(z.number()), null),
  note: z.nullable(text),
  ignored_fields: z.array(text),
  approvers: z.array(person),
  expires_at: instant,
  /** When approvers who have not answered are reminded. */
  reminder_times: z._default(z.array(instant), []),
  /** Who is told, and when, that nobody has decided. */
  escalation: z._default(z.nullable(z.object({ to: text, at: instant })), null),
  accepted_by: z._default(z.array(acceptance), []),
  decision: z.nullable(decision),
  exports: z.array(exportAttempt),
  /** The ERP is left alone until then, and the export waits; null while it does not. */
  paused_until: z._default(z.nullable(instant), null),
  /** The export waits because operators hold exports of its ERP. */
  held_by_operators: z._default(z.boolean(), false),
  /** When operators last kept its export waiting: patience with a silent ERP counts from then. */
  held_last_at: z._default(z.nullable(instant), null),
  /** Since when people are told that nobody knows whether the ERP has the job; null when that is not so. */
  case_opened_at: z._default(z.nullable(instant), null),
  /** Links carry it; raising it kills all links of the request. */
  link_epoch: z.int().check(z.nonnegative()),
  /** Which execution of the workflow serves the request: names of closed executions cannot be used again for 90 days. */
  run: positive,
});
export type Request = z.infer<typeof request>;

/** Id of a request, unique within its company. */
export const requestId = (projectId: number, number: number): string => `${projectId}-${number}`;

/** Parts of a request id, or null when the text is none. */
export const parseRequestId = (text: string): { projectId: number; number: number } | null => {
  const match = /^([1-9]\d{0,15})-([1-9]\d{0,8})$/.exec(text);
  const projectId = Number(match?.[1]);
  return match && Number.isSafeInteger(projectId) ? { projectId, number: Number(match[2]) } : null;
};

const CLOSED: ReadonlySet<RequestStatus> = new Set(['synced', 'rejected', 'retrieved', 'expired']);

/** True while something may still happen to the request: someone decides, the ERP is asked, or a failure waits for its approver. */
export const isOpen = ({ status }: Pick<Request, 'status'>): boolean => !CLOSED.has(status);

/** True while an approver's first decision is awaited. */
export const awaitsDecision = ({ status }: Pick<Request, 'status'>): boolean =>
  status === 'ready_to_export' || status === 'ready_to_update';

/** The request as it was when it was opened: what the first answer to its sender said. */
export const asOpened = (request: Request): Request => ({
  ...request,
  status: request.kind === 'update' ? 'ready_to_update' : 'ready_to_export',
  accepted_by: [],
  decision: null,
  exports: [],
});
