import type { Snapshot } from '#domain/project.ts';
import { amount } from '#web/format.ts';
import { html, type Html } from '#web/html.ts';
import { texts } from '#web/language.ts';

const code = (digits: string): Html =>
  html`<div class="code">
    <dt>${texts.form.check}</dt>
    <dd id="check-code">${digits}</dd>
  </div>`;

/** The total, and beside it the check code while there is something to decide. It stays in sight while the page is scrolled. */
export const total = ({ project }: Snapshot, checkCode: string | null): Html =>
  html`<dl class="total">
    <div>
      <dt>${texts.facts.total}</dt>
      <dd>${amount(project.total_value)}</dd>
    </div>
    ${checkCode === null ? null : code(checkCode)}
  </dl>`;
