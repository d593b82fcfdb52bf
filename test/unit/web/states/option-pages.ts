import { approvalPage } from '#web/approval-page.ts';
import type { FieldChoices } from '#web/partials/choice-field.ts';
import { aForm, customer } from '../views.ts';
import { viewOf } from './approval-view.ts';
import type { Material, States } from './material.ts';

/** The page with a field that the ERP offers options for. */
export const optionPages = (material: Material): States<string> => {
  const { text } = material;
  const view = viewOf(material);
  const { erp } = view();
  const options = [
    { value: text, label: text },
    { value: '17', label: text },
    { value: '18', label: '1' },
  ];
  const page =
    (choices: FieldChoices, { value = text, required = true } = {}) =>
    () =>
      approvalPage(
        view({
          erp: { ...erp, accept_fields: [...erp.accept_fields, { ...customer, required }] },
          choices: { customer: choices },
          refused: { form: aForm({ fields: { customer: value }, wantsOptionsOf: 'customer' }), error: null },
        }),
      );
  return {
    'options listed': page({ state: 'all', options }),
    'options listed for an optional field': page(
      { state: 'all', options: options.slice(1) },
      { value: '', required: false },
    ),
    'options chosen': page({ state: 'some', options }),
    'options offered': page({ state: 'some', options }, { value: '1' }),
    'options none': page({ state: 'some', options: [] }),
    'options unknown': page({ state: 'unknown' }),
    'options not asked': page({ state: 'not_asked' }),
  };
};
