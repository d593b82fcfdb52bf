import type { AcceptField } from '#domain/capability.ts';
import type { Request } from '#domain/request.ts';
import { inputName } from '#web/decision-form.ts';
import { acceptFieldAt, pathLabel } from '#web/field-text.ts';
import { time } from '#web/format.ts';
import { html, type Html } from '#web/html.ts';
import { texts } from '#web/language.ts';
import { facts } from '#web/partials/facts.ts';
import type { FormError } from '#web/partials/form-errors.ts';
import { personShown } from '#web/partials/person.ts';
import { given, typed } from '#web/partials/typed-text.ts';
import { plainText } from '#web/plain-text.ts';

/** What the ERP refused, as something to put right: in the form if it names one of its fields. */
export const exportErrors = ({ exports }: Pick<Request, 'exports'>, asked: readonly AcceptField[]): FormError[] => {
  const { message, field } = exports.at(-1) ?? { message: null, field: null };
  const at = acceptFieldAt(field ?? '', asked);
  return [
    { name: at ? inputName(at.key) : null, message: plainText(message ?? '') || texts.approval.failure.noMessage },
  ];
};

const fieldShown = (path: string, asked: readonly AcceptField[]): Html => {
  const at = acceptFieldAt(path, asked);
  const name = typed(pathLabel(path, asked), 100);
  return at ? html`<a href="#${inputName(at.key)}">${name}</a>` : html`${name}<br />${texts.approval.failure.notHere}`;
};

/** What the ERP said to the last attempt, who had accepted, and how often it was tried. */
export const failure = (
  { exports, decision }: Pick<Request, 'exports' | 'decision'>,
  asked: readonly AcceptField[],
  timeZone: string | null,
): Html => {
  const words = texts.approval.failure;
  const last = exports.at(-1);
  return html`<section class="card state bad">
    ${facts([
      [words.message, given(last?.message) ?? html`${words.noMessage}`],
      [words.field, last?.field ? fieldShown(last.field, asked) : null],
      [
        words.attempts,
        html`${String(exports.length)}${last?.ended_at ? html`, ${time(last.ended_at, timeZone)}` : null}`,
      ],
      [words.acceptedBy, decision && personShown(decision.by)],
      [words.accepted, decision && time(decision.at, timeZone)],
    ])}
  </section>`;
};
