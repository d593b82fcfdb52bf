import type { Difference } from '#domain/difference.ts';
import { html, type Html } from '#web/html.ts';
import { texts } from '#web/language.ts';
import { layout } from '#web/layout.ts';
import { differenceList } from '#web/partials/difference-list.ts';
import { formField } from '#web/partials/form-field.ts';
import { plainText } from '#web/plain-text.ts';
import type { Texts } from '#web/texts/en.ts';

/** Why somebody is turned away. */
export type Refusal = keyof Texts['refusals']['reasons'];

/** Refusals after which looking at the request once more helps. */
const WORTH_ANOTHER_LOOK: ReadonlySet<Refusal> = new Set([
  'stale_snapshot',
  'conflict',
  'malformed_request',
  'service_error',
]);

export interface RefusalView {
  readonly refusal: Refusal;
  /** For `stale_snapshot`: against what the person was shown. */
  readonly difference?: readonly Difference[];
  /** For `service_error`: what support can find it by. */
  readonly traceId?: string;
  /** For `session_over`: what the person had written, so that it is not lost. */
  readonly typedReason?: string;
}

const reasonToCopy = (reason: string): Html =>
  html`<section class="card">
    ${formField({
      name: 'typed-reason',
      label: texts.refusals.typedReason,
      hint: texts.refusals.typedReasonHint,
      faults: [],
      input: (attributes) => html`<textarea ${attributes} rows="5" readonly>${reason}</textarea>`,
    })}
  </section>`;

/** Why nothing was decided, and what to do next. It says nothing about any request but the difference it is given. */
export const refusalPage = ({ refusal, difference = [], traceId, typedReason = '' }: RefusalView): string => {
  const { reasons, openAgain, traceId: support } = texts.refusals;
  const { title, next } = reasons[refusal];
  return layout({
    title,
    requestId: null,
    main: html`<section class="card state wait">
        <h1>${title}</h1>
        <p>${next}</p>
        ${WORTH_ANOTHER_LOOK.has(refusal) ? html`<p><a href="">${openAgain}</a></p>` : null}
        ${traceId === undefined ? null : html`<p class="lead">${support}: <code>${traceId}</code></p>`}
      </section>
      ${plainText(typedReason) === '' ? null : reasonToCopy(typedReason)}
      ${difference.length === 0 ? null : differenceList(texts.difference.sinceShown(difference.length), difference)}`,
    footer: null,
  });
};
