import { limitAt, type ErpProfile, type Problem } from '#domain/capability.ts';
import type { CostCode } from '#domain/project.ts';
import { html, type Html } from '#web/html.ts';
import { texts } from '#web/language.ts';
import { placeOf } from '#web/partials/checks.ts';
import { typed } from '#web/partials/typed-text.ts';

/** Whoever looks at more than these starts with these. */
const MOST_CUTS = 20;

const noticeOf = ({ limits }: Pick<ErpProfile, 'limits'>, { field, message }: Problem): string => {
  const limit = limitAt(limits, field ?? '');
  return limit === undefined ? message : texts.approval.cuts.cut(limit.max, limit.unit);
};

/** What the ERP gets shorter than it is, beside the field; null when it gets all of it. */
export const cutNotices = (
  profile: Pick<ErpProfile, 'limits'>,
  notices: readonly Problem[],
  codes: readonly CostCode[],
): Html | null =>
  notices.length === 0
    ? null
    : html`<section class="card warning">
        <h2>${texts.approval.cuts.title(notices.length)}</h2>
        <ul class="list">
          ${notices
            .slice(0, MOST_CUTS)
            .map(
              (notice) =>
                html`<li>${typed(placeOf(notice.field ?? '', codes), 100)}: ${noticeOf(profile, notice)}</li> `,
            )}
        </ul>
        ${notices.length > MOST_CUTS ? html`<p>${texts.more(notices.length - MOST_CUTS)}</p>` : null}
      </section>`;
