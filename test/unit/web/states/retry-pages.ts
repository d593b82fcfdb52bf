import { InvalidFields } from '#domain/accept-fields.ts';
import type { Request } from '#domain/request.ts';
import { approvalPage, type ApprovalView } from '#web/approval-page.ts';
import { aForm } from '../views.ts';
import { viewOf } from './approval-view.ts';
import type { Material, States } from './material.ts';

/** The same page after a failed export. */
export const retryPages = (material: Material): States<string> => {
  const { request, acceptedNow, failed, text } = material;
  const view = viewOf(material);
  const failedWith = (over: Partial<typeof failed>): Request =>
    request({ status: 'failed_to_export', decision: acceptedNow, exports: [{ ...failed, ...over }] });
  const page =
    (over: Partial<typeof failed>, more: Partial<ApprovalView> = {}) =>
    () =>
      approvalPage(view({ step: 'retry', request: failedWith(over), ...more }));
  const error = new InvalidFields('', new Map([['fields.job_id', { code: 'required' }]]));
  return {
    retry: page({}),
    'retry of an update': page({}, { request: { ...failedWith({}), kind: 'update' } }),
    'retry after another field': page({ field: 'project.name' }),
    'retry after silence': page({ message: null, field: null }),
    'retry refused': page({}, { refused: { form: aForm({ decision: 'accept', attempt: 1, reason: text }), error } }),
    'retry signed in': page({}, { check: { kind: 'signed_in', nonce: '1.2.3' } }),
  };
};
