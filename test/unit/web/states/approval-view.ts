import { commonPrerequisites, type Limit, type Problem } from '#domain/capability.ts';
import type { ApprovalView } from '#web/approval-page.ts';
import { anApprovalView, jobId, openedOn } from '../views.ts';
import { TIME_ZONE, type Material } from './material.ts';

/** Every problem there can be: what is asked of all projects, what one ERP asks for, and each unit of length. */
export const problemsOf = (text: string): Problem[] => [
  ...commonPrerequisites.map(({ code, message, field }) => ({ code, message, field })),
  { code: 'own', message: text, field: 'project.name' },
  ...['project.name', 'project.customer', 'project.city', 'cost_codes.0.name', 'cost_codes.1.full_code'].map(
    (field) => ({
      code: 'too_long',
      message: 'never shown',
      field,
    }),
  ),
];

const limitsOn = (unit: Limit['unit'], max: number, fields: readonly string[]): Limit[] =>
  fields.map((field) => ({ field, max, unit, when_longer: 'refuse', source: 'the vendor' }));

/** What the ERP gets shorter than it is, in each unit of length. */
export const noticesOn = (fields: readonly string[]): Problem[] =>
  fields.map((field) => ({ code: 'cut', message: 'never shown', field }));

const LIMITS = [
  ...limitsOn('code_points', 1, ['project.name', 'cost_codes.name']),
  ...limitsOn('utf16_units', 2, ['project.customer', 'cost_codes.full_code']),
  ...limitsOn('utf8_bytes', 3, ['project.city']),
];

/** Makes views of one request that waits for a decision. */
export const viewOf = (material: Material) => {
  const { text, erp, snapshot, request } = material;
  return (over: Partial<ApprovalView> = {}): ApprovalView =>
    anApprovalView({
      request: request(),
      snapshot,
      erp: {
        name: erp,
        accept_fields: [jobId, { ...openedOn, label: text }],
        prerequisites: [...commonPrerequisites, { code: 'own', message: text }],
        limits: LIMITS,
        can_look_up: true,
      },
      document: { [text]: [text, { [text]: text }], α: { β: { γ: { δ: { ε: text } } } }, ζ: null },
      suggested: { job_id: text, opened_on: text },
      check: { kind: 'code', nonce: '1.2.3', code: '4827' },
      timeZone: TIME_ZONE,
      ...over,
    });
};
