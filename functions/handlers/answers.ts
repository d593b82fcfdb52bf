import * as z from 'zod';
import { auditEvent } from '#domain/audit.ts';
import { acceptField, capabilities, limit, problem } from '#domain/capability.ts';
import { connection } from '#domain/integration.ts';
import { snapshot } from '#domain/project.ts';
import { synced } from '#domain/project-record.ts';
import { request, requestStatus } from '#domain/request.ts';

/** What the API answers with: the public parts of the domain's shapes. Parsing an answer strips everything else. */

export const integrationAnswer = z.object({
  id: z.string(),
  erp: z.string(),
  name: z.string(),
  capabilities,
  limits: z.array(limit),
  accept_fields: z.array(acceptField),
  prerequisites: z.array(problem),
  connection,
});

export const requestAnswer = request.omit({
  company_id: true,
  project_name: true,
  suggested_job_id: true,
  kind: true,
  link_epoch: true,
  run: true,
});

export const difference = z.object({ field: z.string(), before: z.json(), after: z.json() });

export const requestDetailAnswer = requestAnswer.extend({
  snapshot: snapshot.nullable(),
  /** Against what was synced before; null when nothing was, or when a newer request has replaced this one. */
  difference: z.array(difference).nullable(),
});

export const eventsAnswer = z.array(auditEvent);

export const erpStatusAnswer = z.object({
  status: z.enum(['not_sent', ...requestStatus.options]),
  action: z.object({
    name: z.enum(['send', 'resend', 'retrieve']),
    label: z.string(),
    enabled: z.boolean(),
    blockers: z.array(problem),
  }),
  open_request: requestAnswer.nullable(),
  last_request: requestAnswer.nullable(),
  synced: synced.omit({ request_id: true }).nullable(),
});

export const previewAnswer = z.object({
  problems: z.array(problem),
  would_write: z.record(z.string(), z.json()).nullable(),
  diff: z.array(difference).nullable(),
  ignored_fields: z.array(z.string()),
});

/** RFC 9457, with `errors` by field and `trace_id` for support. */
export const problemAnswer = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string(),
  errors: z.record(z.string(), z.array(z.string())).optional(),
  trace_id: z.string(),
});

/** Names under which the OpenAPI document lists the shapes above. */
export const named = {
  Integration: integrationAnswer,
  Request: requestAnswer,
  RequestDetail: requestDetailAnswer,
  Difference: difference,
  AuditEvent: auditEvent,
  ErpStatus: erpStatusAnswer,
  Preview: previewAnswer,
  Problem: problemAnswer,
} as const;
