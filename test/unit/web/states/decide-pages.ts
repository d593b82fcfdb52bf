import { approvalPage, type ApprovalView } from '#web/approval-page.ts';
import { aForm } from '../views.ts';
import { noticesOn, problemsOf, viewOf } from './approval-view.ts';
import type { Material, States } from './material.ts';
import { optionPages } from './option-pages.ts';

/** The page of a request that waits for a decision. */
export const decidePages = (material: Material): States<string> => {
  const { text, snapshot, request, few, many, rejectedNow, acceptance } = material;
  const view = viewOf(material);
  const page =
    (over: Partial<ApprovalView> = {}) =>
    () =>
      approvalPage(view(over));
  const named = (names: { name: string; customer: string }) => ({
    ...snapshot,
    project: { ...snapshot.project, ...names },
  });
  const update = request({ kind: 'update', status: 'ready_to_update' });
  return {
    create: page(),
    update: page({ request: update, sinceSync: few }),
    'update with many changes': page({ request: update, sinceSync: many }),
    'update without changes': page({ request: update }),
    corrected: page({ sinceReject: { decision: rejectedNow, difference: few } }),
    'corrected without changes': page({ sinceReject: { decision: rejectedNow, difference: [] } }),
    'first of several': page({ acceptsMissing: 2 }),
    'last of several': page({
      acceptsMissing: 1,
      fieldsAreFixed: true,
      request: request({ accepted_by: [acceptance] }),
    }),
    problems: page({ problems: problemsOf(text) }),
    'many problems': page({ problems: Array.from({ length: 30 }, () => problemsOf(text)[3]!) }),
    'mixed scripts': page({ snapshot: named({ name: `${text} aα`, customer: 'bβ' }) }),
    'one mixed word': page({ snapshot: named({ name: 'aα', customer: '1' }) }),
    'long texts': page({ request: request({ project_name: text.repeat(90), note: text.repeat(300) }) }),
    'signed in': page({ check: { kind: 'signed_in', nonce: '1.2.3' } }),
    ...optionPages(material),
    shortened: page({ notices: noticesOn(['project.name', 'project.customer', 'cost_codes.0.name', 'project.city']) }),
    'many shortened': page({ notices: noticesOn(Array.from({ length: 30 }, () => 'project.name')) }),
    'number free': page({
      jobId: { state: 'free' },
      refused: { form: aForm({ fields: { job_id: text } }), error: null },
    }),
    'number taken': page({ jobId: { state: 'taken', by: { name: text } } }),
    'number unknown': page({ jobId: { state: 'unknown' } }),
  };
};
