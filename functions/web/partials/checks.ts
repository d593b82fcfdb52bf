import { limitAt, type ErpProfile, type Prerequisite, type Problem } from '#domain/capability.ts';
import type { CostCode } from '#domain/project.ts';
import { fieldLabel } from '#web/field-text.ts';
import { html, type Html } from '#web/html.ts';
import { texts } from '#web/language.ts';
import { typed } from '#web/partials/typed-text.ts';

/** Who must mend more than these starts with these. */
const MOST_PROBLEMS = 20;

/** What is asked of every project is said in our words, what one ERP asks for in its connector's. */
const messageOf = ({ code, message }: Pick<Prerequisite, 'code' | 'message'>): string =>
  new Map(Object.entries(texts.approval.checks.common)).get(code) ?? message;

const problemText = (profile: Pick<ErpProfile, 'limits'>, problem: Problem): string => {
  const limit = problem.code === 'too_long' ? limitAt(profile.limits, problem.field ?? '') : undefined;
  return limit === undefined ? messageOf(problem) : texts.approval.checks.tooLong(limit.max, limit.unit);
};

/** Problems name a cost code by its place, people by its code. */
export const placeOf = (field: string, codes: readonly CostCode[]): string => {
  const [, place, key = ''] = /^cost_codes\.(\d+)\.(\w+)$/.exec(field) ?? [];
  const code = codes[Number(place)];
  return code === undefined ? fieldLabel(field) : `${texts.costCode(code.full_code)} · ${fieldLabel(key)}`;
};

const line = (met: boolean, message: string, place: string | null): Html =>
  html`<li>
    <span class="${met ? 'good' : 'bad'}" aria-hidden="true">${met ? '✔' : '✖'}</span>
    <span class="seen-by-readers">${met ? texts.approval.checks.met : texts.approval.checks.unmet}:</span>
    ${place === null ? null : html`${typed(place, 100)}: `}${message}
  </li>`;

const passedLines = (passed: readonly Html[]): Html =>
  html`<details class="fold">
    <summary><span class="good" aria-hidden="true">✔</span> ${texts.approval.checks.allMet(passed.length)}</summary>
    <ul class="list">
      ${passed}
    </ul>
  </details>`;

/** What the ERP is known to ask for, met (✔) or not (✖). Problems are in plain view, passed checks folded. */
export const checks = (
  profile: Pick<ErpProfile, 'limits'> & { readonly prerequisites: readonly Pick<Prerequisite, 'code' | 'message'>[] },
  problems: readonly Problem[],
  codes: readonly CostCode[],
): Html => {
  const { prerequisites } = profile;
  const failed = new Set(problems.map(({ code }) => code));
  const asked = new Set(prerequisites.map(({ code }) => code));
  const met = prerequisites.filter(({ code }) => !failed.has(code)).map((one) => line(true, messageOf(one), null));
  const lengths = failed.has('too_long') ? [] : [line(true, texts.approval.checks.lengths, null)];
  if (problems.length === 0) return passedLines([...met, ...lengths]);
  const unmet = problems
    .slice(0, MOST_PROBLEMS)
    .map((problem) =>
      line(
        false,
        problemText(profile, problem),
        asked.has(problem.code) || problem.field === null ? null : placeOf(problem.field, codes),
      ),
    );
  return html`<section class="card alert">
    <h2>${texts.approval.checks.someUnmet(problems.length)}</h2>
    <ul class="list">
      ${unmet}
    </ul>
    ${problems.length > MOST_PROBLEMS ? html`<p>${texts.more(problems.length - MOST_PROBLEMS)}</p>` : null}
  </section>`;
};
