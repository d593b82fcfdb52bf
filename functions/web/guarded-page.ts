import { html } from '#web/html.ts';
import { texts } from '#web/language.ts';
import { layout } from '#web/layout.ts';
import { facts } from '#web/partials/facts.ts';
import { typed } from '#web/partials/typed-text.ts';

export interface GuardedView {
  readonly requestId: string;
  readonly erpName: string;
  /** Where the sign-in begins, on this host. */
  readonly signInPath: string;
}

/** Stands before a request that the policy shows only to whom it knows: neither what it is about nor what it is worth. */
export const guardedPage = ({ requestId, erpName, signInPath }: GuardedView): string => {
  const { title, next, signIn } = texts.refusals.guarded;
  return layout({
    title,
    requestId,
    main: html`<section class="card state wait">
      <h1>${title}</h1>
      <p>${next}</p>
      ${facts([[texts.facts.erp, typed(erpName)]])}
      <p class="not-on-paper"><a class="button" href="${signInPath}">${signIn}</a></p>
    </section>`,
    footer: null,
  });
};
