import type { AcceptField } from '#domain/capability.ts';
import type { ApprovalsDeps } from '#handlers/approvals/deps.ts';
import { optionsFor } from '#use-cases/erp-options.ts';
import type { OpenApproval } from '#use-cases/show-approval.ts';
import type { FieldChoices } from '#web/partials/choice-field.ts';

/** By the key of the field. */
type Choices = Readonly<Record<string, FieldChoices>>;

const chosenFrom = ({ erp, fieldsAreFixed }: OpenApproval): readonly AcceptField[] =>
  fieldsAreFixed ? [] : erp.accept_fields.filter(({ options }) => options);

/** What the ERP has for each of its fields that it offers options for; `typed` is what the person has filled in so far. */
export const choicesNow = async (
  deps: ApprovalsDeps,
  open: OpenApproval,
  typed: Readonly<Record<string, string>>,
): Promise<Choices> =>
  Object.fromEntries(
    await Promise.all(
      chosenFrom(open).map(async ({ key, max_length }): Promise<[string, FieldChoices]> => {
        const value = (typed[key] ?? open.suggested[key] ?? '').trim().slice(0, max_length);
        return [key, await optionsFor(deps, open.integration, key, value)];
      }),
    ),
  );

/** Until somebody asks. */
export const choicesUnasked = (open: OpenApproval): Choices =>
  Object.fromEntries(chosenFrom(open).map(({ key }): [string, FieldChoices] => [key, { state: 'not_asked' }]));
