import * as z from 'zod/mini';
import type { ProcoreNotice } from '#domain/procore.ts';

/** Ids are numbers up to payload version 3 and text from 4 on. */
const id = z.pipe(
  z.union([z.int().check(z.positive()), z.string().check(z.regex(/^[1-9]\d{0,14}$/))]),
  z.transform(Number),
);

/**
 * What Procore posts to a webhook: ids, and what happened (developers.procore.com, "Webhooks"). Version 2 has `resource_name` and
 * `event_type`; version 4 `resource_type` and `reason`. There is no signature: whoever knows the header that was set is believed.
 */
const payload = z.object({
  id: z.union([z.int(), z.string()]),
  ulid: z.optional(z.string()),
  company_id: id,
  project_id: z.optional(z.nullable(id)),
  user_id: z.optional(z.nullable(id)),
  metadata: z.optional(z.object({ source_user_id: z.optional(z.nullable(id)) })),
  resource_name: z.optional(z.string()),
  resource_type: z.optional(z.string()),
  event_type: z.optional(z.string()),
  reason: z.optional(z.string()),
  resource_id: id,
});

const aboutOf = (resource: string, event: string, resourceId: number): ProcoreNotice['about'] | null => {
  switch (`${resource} ${event}`) {
    case 'ERP Requests create':
      return { kind: 'erp_request', erp_request_id: resourceId };
    case 'Projects create':
    case 'Projects update':
      return { kind: 'project', project_id: resourceId };
    default:
      return null;
  }
};

/** A delivery: whose it is, and what is to be done about it; null where nothing is. */
export interface Delivery {
  readonly companyId: number;
  readonly notice: ProcoreNotice | null;
}

/** Reads what Procore posted; null for what is no delivery. */
export const readDelivery = (body: unknown): Delivery | null => {
  const { data } = payload.safeParse(body);
  if (data === undefined) return null;
  const about = aboutOf(
    data.resource_name ?? data.resource_type ?? '',
    data.event_type ?? data.reason ?? '',
    data.resource_id,
  );
  const userId = data.metadata?.source_user_id ?? data.user_id ?? null;
  const companyId = data.company_id;
  // What a program did has no user, and nobody to answer for a request.
  if (about === null || userId === null) return { companyId, notice: null };
  const delivery_id = data.ulid ?? String(data.id);
  return { companyId, notice: { delivery_id, company_id: companyId, user_id: userId, about } };
};
