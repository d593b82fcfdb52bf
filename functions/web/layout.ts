import { html, trusted, type Html } from '#web/html.ts';
import { excerpt, plainText } from '#web/plain-text.ts';
import { STYLE } from '#web/style.ts';
import { texts } from '#web/language.ts';

/** Not part of the template below: a formatter's white space inside it would change its hash. */
const styleElement = trusted(`<style>${STYLE}</style>`);

/** Tabs, histories and readers cut or suffer longer ones. */
const LONGEST_TITLE = 55;

export interface Layout {
  /** Plain text for the browser's tab. */
  readonly title: string;
  /** Null on pages that reveal nothing. */
  readonly requestId: string | null;
  readonly main: Html;
  readonly footer: Html | null;
}

/** One whole page. */
export const layout = ({ title, requestId, main, footer }: Layout): string =>
  html`<!doctype html>
    <html lang="${texts.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="format-detection" content="telephone=no" />
        <title>${excerpt(plainText(title), LONGEST_TITLE)} – ${texts.product}</title>
        ${styleElement}
      </head>
      <body>
        <header class="top">
          <p>${texts.product}</p>
          ${requestId === null ? null : html`<p>${texts.requestNumber(requestId)}</p>`}
        </header>
        <main>${main}</main>
        ${footer === null ? null : html`<footer>${footer}</footer>`}
      </body>
    </html> `.toString();
