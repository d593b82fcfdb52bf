import { InvalidFields, type FieldFault } from '#domain/accept-fields.ts';
import { DomainError } from '#domain/errors.ts';
import { approvalPage } from '#web/approval-page.ts';
import { formFaults } from '#web/decision-form.ts';
import { aForm } from '../views.ts';
import { viewOf } from './approval-view.ts';
import type { Material, States } from './material.ts';

const faultsOf = (text: string): FieldFault[] => [
  { code: 'required' },
  { code: 'not_a_date' },
  { code: 'wrong_form' },
  { code: 'unknown_field' },
  { code: 'no_option' },
  { code: 'too_long', max: 1_000 },
  { code: 'job_id_kept', jobId: text },
  { code: 'job_id_taken', name: text },
  { code: 'accepted_otherwise', value: text, by: text },
];

/** The same page after a form that decided nothing. */
export const refusedPages = (material: Material): States<string> => {
  const { text } = material;
  const view = viewOf(material);
  const form = aForm({ decision: 'reject', reason: text, fields: { job_id: text, opened_on: text } });
  const own = (over: object) => () => {
    const fields = formFaults({ ...form, ...over }, { isSignedIn: false });
    return approvalPage(view({ refused: { form, error: new DomainError('invalid_fields', '', { fields }) } }));
  };
  const withFaults = (faults: ReadonlyMap<string, FieldFault>) => () =>
    approvalPage(view({ refused: { form, error: new InvalidFields('', faults) } }));
  const wrongCode = new DomainError('wrong_check_code', '');
  return {
    'nothing chosen': own({ decision: null, check: '' }),
    'nothing chosen again': own({ decision: null, attempt: 1 }),
    'no reason': own({ reason: '' }),
    'long reason': own({ reason: 'x'.repeat(2_001) }),
    'wrong code': () => approvalPage(view({ refused: { form, error: wrongCode } })),
    'open too long': () =>
      approvalPage(view({ refused: { form, error: wrongCode }, check: { kind: 'signed_in', nonce: '1' } })),
    'an unknown field': withFaults(new Map([[`fields.${text}`, { code: 'unknown_field' }]])),
    'many unknown fields': withFaults(
      new Map(Array.from({ length: 9 }, (_, index) => [`fields.${text}${index}`, { code: 'unknown_field' }] as const)),
    ),
    ...Object.fromEntries(
      faultsOf(text).map((fault) => [
        `field ${fault.code}`,
        withFaults(
          new Map([
            ['fields.job_id', fault],
            ['fields.opened_on', fault],
          ]),
        ),
      ]),
    ),
  };
};
