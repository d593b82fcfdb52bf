import { requestStatus, type Request } from '#domain/request.ts';
import { guardedPage } from '#web/guarded-page.ts';
import { texts } from '#web/language.ts';
import { refusalPage, type Refusal } from '#web/refusal-page.ts';
import { resultPage, type ResultView } from '#web/result-page.ts';
import { aResultView, jobId, openedOn } from '../views.ts';
import { NOON } from '#test/support/records.ts';
import { TIME_ZONE, type Material, type States } from './material.ts';

/** The page of a request that its visitor cannot decide. */
export const resultPages = (material: Material): States<string> => {
  const { text, erp, snapshot, request, acceptance, acceptedNow, rejectedNow, failed, synced, few, many } = material;
  const page =
    (over: Partial<Request>, more: Partial<ResultView> = {}) =>
    () =>
      resultPage(
        aResultView({
          request: request(over),
          snapshot,
          erp: { accept_fields: [jobId, { ...openedOn, label: text }] },
          erpName: erp,
          timeZone: TIME_ZONE,
          ...more,
        }),
      );
  const exporting = (outcome: typeof failed.outcome) =>
    page({ status: 'exporting', decision: acceptedNow, exports: [{ ...failed, outcome }] });
  return {
    ...Object.fromEntries(requestStatus.options.map((status) => [`result ${status}`, page({ status })])),
    'result in part': page({ accepted_by: [acceptance, acceptance] }, { acceptsMissing: 2 }),
    'result in part, late': page({ accepted_by: [acceptance] }, { acceptsMissing: 1, cameTooLate: true }),
    'result exporting now': exporting('running'),
    'result unknown': exporting('unknown'),
    'result unavailable': exporting('unavailable'),
    'result paused': page({ status: 'exporting', decision: acceptedNow, paused_until: NOON.toISOString() }),
    'result held': page({
      status: 'exporting',
      decision: acceptedNow,
      paused_until: NOON.toISOString(),
      held_by_operators: true,
    }),
    'result open case': page({ status: 'exporting', decision: acceptedNow, case_opened_at: NOON.toISOString() }),
    'result with receipt': page({
      status: 'synced',
      decision: acceptedNow,
      exports: [synced],
      accepted_by: [acceptance],
    }),
    'result refused': page({ status: 'failed_to_export', decision: acceptedNow, exports: [failed] }),
    'result sent back, late': page(
      { status: 'rejected', decision: { ...rejectedNow, via: 'api' } },
      { cameTooLate: true },
    ),
    'result superseded': page({ status: 'expired' }, { supersededBy: { difference: few } }),
    'result superseded by much': page(
      { status: 'rejected', decision: rejectedNow },
      { supersededBy: { difference: many } },
    ),
    'result superseded by the same': page({ status: 'retrieved' }, { supersededBy: { difference: [] } }),
  };
};

/** Pages that tell nothing about a request. */
export const refusalPages = ({ text, erp, few }: Material): States<string> => ({
  ...Object.fromEntries(
    Object.keys(texts.refusals.reasons).map((refusal) => [refusal, () => refusalPage({ refusal: refusal as Refusal })]),
  ),
  'stale with changes': () => refusalPage({ refusal: 'stale_snapshot', difference: few }),
  'error with number': () => refusalPage({ refusal: 'service_error', traceId: '1-2-3' }),
  'session over with reason': () => refusalPage({ refusal: 'session_over', typedReason: text }),
  guarded: () => guardedPage({ requestId: '42-1', erpName: erp, signInPath: '/approvals/1-42-1/sign-in' }),
});
