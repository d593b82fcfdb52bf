import type { Prerequisite, Problem } from '#domain/capability.ts';
import { fieldLabel } from '#web/field-text.ts';
import { html, type Html } from '#web/html.ts';
import { typed } from '#web/partials/typed-text.ts';
import { texts } from '#web/texts.ts';

const line = (met: boolean, message: string, field: string | null): Html =>
  html`<li>
    <span class="${met ? 'good' : 'bad'}" aria-hidden="true">${met ? '✔' : '✖'}</span>
    <span class="seen-by-readers">${met ? texts.checks.met : texts.checks.unmet}:</span>
    ${field === null ? null : html`${typed(fieldLabel(field), 100)}: `}${message}
  </li>`;

/** Who must mend more than these starts with these. */
const MOST_PROBLEMS = 20;

/** What the ERP is known to ask for, met (✔) or not (✖). Problems are in plain view, passed checks folded. */
export const checks = (
  prerequisites: readonly Pick<Prerequisite, 'code' | 'message'>[],
  problems: readonly Problem[],
): Html => {
  const failed = new Set(problems.map(({ code }) => code));
  const asked = new Set(prerequisites.map(({ code }) => code));
  const met = prerequisites.filter(({ code }) => !failed.has(code)).map(({ message }) => line(true, message, null));
  const lengths = failed.has('too_long') ? [] : [line(true, texts.checks.lengths, null)];
  const passed = [...met, ...lengths];
  const passedLines = html`<details class="fold">
    <summary><span class="good" aria-hidden="true">✔</span> ${texts.checks.allMet(passed.length)}</summary>
    <ul class="list">
      ${passed}
    </ul>
  </details>`;
  if (problems.length === 0) return passedLines;
  const unmet = problems
    .slice(0, MOST_PROBLEMS)
    .map(({ code, message, field }) => line(false, message, asked.has(code) ? null : field));
  return html`<section class="card alert">
    <h2>${texts.checks.someUnmet(problems.length)}</h2>
    <ul class="list">
      ${unmet}
    </ul>
    ${problems.length > MOST_PROBLEMS ? html`<p>${texts.more(problems.length - MOST_PROBLEMS)}</p>` : null}
  </section>`;
};
