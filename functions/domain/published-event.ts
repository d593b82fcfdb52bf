import * as z from 'zod/mini';
import { receipt, request, requestStatus } from '#domain/request.ts';

const text = z.string();
const positive = z.int().check(z.positive());
const sha256 = text.check(z.regex(/^[0-9a-f]{64}$/));

const actor = z.object({
  kind: z.enum(['sender', 'approver', 'administrator', 'clock', 'workflow']),
  person_id: z.nullable(text).check(z.describe('`sub` of the person; null where none has acted, or an operator')),
});

/** What every event says of a transition: ids, and no data of people or of the project. */
const transition = z.object({
  /** Raised when a member is removed or renamed, or gets values that its schema did not allow. */
  version: z.literal(1),
  id: sha256.check(z.describe('SHA-256 of the audit event: the same each time the event is published')),
  previous_id: sha256.check(z.describe("`id` of the project's event before it; 64 zeros for its first")),
  sequence: positive.check(z.describe("Counts a project's events from 1, through all its requests")),
  stage: text,
  company_id: positive,
  project_id: positive,
  request_id: text,
  number: positive.check(z.describe("Counts a project's requests from 1")),
  kind: request.shape.kind,
  from: z.nullable(requestStatus).check(z.describe('Null for the event that opens the request')),
  to: requestStatus,
  project_status: z.enum(['not_sent', ...requestStatus.options]).check(z.describe('Where the project stands now')),
  at: z.iso.datetime(),
  integration_id: text,
  erp: text,
  actor,
});

const failure = z.object({
  code: z
    .enum(['refused', 'gave_up', 'settled_by_hand'])
    .check(
      z.describe(
        'The ERP refused; it was out of reach for too long; it fell silent, and somebody who looked there found no job',
      ),
    ),
  field: z.nullable(text).check(z.describe('Which field the ERP named; null when none')),
});

const withReceipt = z.extend(transition, { event: z.enum(['confirm_export', 'link']), receipt });
const withFailure = z.extend(transition, { event: z.literal('fail_export'), failure });
const plain = z.extend(transition, {
  event: z.enum([
    'send',
    'resend',
    'retrieve',
    'accept_in_part',
    'accept',
    'reject',
    'expire',
    'reissue_links',
    'begin_export',
    'postpone_export',
    'lose_answer',
    'open_case',
    'retry',
    'unlink',
    'reset',
    'erase',
  ]),
});

/** The three shapes that a detail has, by the names that the published document gives them. */
export const detailShapes = {
  Transition: plain,
  TransitionWithReceipt: withReceipt,
  TransitionWithFailure: withFailure,
};

/** `detail` of an event, as programs get it: docs/events.md. */
export const publishedDetail = z.discriminatedUnion('event', [plain, withReceipt, withFailure]);
export type PublishedDetail = z.infer<typeof publishedDetail>;
