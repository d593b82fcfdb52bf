import * as z from 'zod/mini';
import { auditEvent } from '#domain/audit.ts';
import { acceptField, capabilities, limit, option, problem } from '#domain/capability.ts';
import { matrixRow } from '#domain/capability-matrix.ts';
import { connection } from '#domain/connection.ts';
import { snapshot } from '#domain/project.ts';
import { synced } from '#domain/project-record.ts';
import { receipt, request, requestStatus } from '#domain/request.ts';

const text = z.string();

/** What the API answers with: the public parts of the domain's shapes. Parsing an answer strips everything else. */

export const integrationAnswer = z.object({
  id: text,
  erp: text,
  name: text,
  capabilities,
  /** What people do instead of sending; null where the ERP takes projects. */
  explanation: z.nullable(text),
  limits: z.array(limit),
  accept_fields: z.array(acceptField),
  prerequisites: z.array(problem),
  connection: z.extend(z.pick(connection, { state: true, last_seen_at: true, paused_until: true }), {
    /** Operators let no export begin before; null while exports may begin. */
    held_until: z.nullable(z.iso.datetime()),
  }),
});

export const optionsAnswer = z.object({ options: z.array(option) });

export const requestAnswer = z.omit(request, {
  company_id: true,
  project_name: true,
  suggested_job_id: true,
  kind: true,
  total_value: true,
  reminder_times: true,
  escalation: true,
  link_epoch: true,
  run: true,
  held_last_at: true,
});

export const difference = z.object({ field: text, before: z.json(), after: z.json() });

export const requestDetailAnswer = z.extend(requestAnswer, {
  snapshot: z.nullable(snapshot),
  /** Against what was synced before; null when nothing was, or when a newer request has replaced this one. */
  difference: z.nullable(z.array(difference)),
});

export const eventsAnswer = z.array(auditEvent);

const projectStatus = z.enum(['not_sent', ...requestStatus.options]);

export const erpStatusAnswer = z.object({
  status: projectStatus,
  action: z.object({
    name: z.enum(['send', 'resend', 'retrieve']),
    label: text,
    enabled: z.boolean(),
    blockers: z.array(problem),
  }),
  open_request: z.nullable(requestAnswer),
  last_request: z.nullable(requestAnswer),
  synced: z.nullable(z.omit(synced, { request_id: true, integration_id: true })),
});

export const previewAnswer = z.object({
  integration: z.nullable(request.shape.integration),
  problems: z.array(problem),
  /** What does not stand against sending, but should be known. */
  notices: z.array(problem),
  would_write: z.nullable(z.record(text, z.json())),
  diff: z.nullable(z.array(difference)),
  ignored_fields: z.array(text),
});

export const tieAnswer = z.object({
  changed: z.boolean(),
  status_before: projectStatus,
  status_after: projectStatus,
  job: receipt,
  effects: z.array(text),
});

/** RFC 9457, with `errors` by field and `trace_id` for support. */
export const problemAnswer = z.looseObject({
  type: text,
  title: text,
  status: z.int(),
  detail: text,
  instance: text,
  errors: z.optional(z.record(text, z.array(text))),
  trace_id: text,
});

export const matrixAnswer = z.array(matrixRow);

/** Names under which the OpenAPI document lists the shapes above. */
export const named = {
  Integration: integrationAnswer,
  ErpCapabilities: matrixRow,
  Request: requestAnswer,
  RequestDetail: requestDetailAnswer,
  Difference: difference,
  AuditEvent: auditEvent,
  ErpStatus: erpStatusAnswer,
  Preview: previewAnswer,
  Tie: tieAnswer,
  Problem: problemAnswer,
} as const;
