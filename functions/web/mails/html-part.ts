import { html, type Html } from '#web/html.ts';
import { texts } from '#web/language.ts';
import type { Block } from '#web/mails/draft.ts';
import { typed } from '#web/partials/typed-text.ts';

// Old clients know tables, bgcolor and inline styles, and nothing newer. Colours are legible on white and when a client inverts them.
const FONT =
  'font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:24px;color:#17212b;word-break:break-word;';
const SMALL = 'font-family:Arial,Helvetica,sans-serif;font-size:14px;line-height:20px;color:#4b5864;';

const table = (rows: readonly Html[]): Html =>
  html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
    ${rows}
  </table>`;

const titleOf = (title: string): Html => html`<strong>${title}</strong> `;

const factRow = ([label, value]: readonly [label: string, value: string]): Html =>
  html`<tr>
    <td width="84" valign="top" style="padding:4px 8px 4px 0;${SMALL}">${label}</td>
    <td valign="top" style="padding:4px 0;${FONT}">${typed(value)}</td>
  </tr> `;

const changeRow = ([label, before, after]: readonly [label: string, before: string, after: string]): Html =>
  html`<tr>
    <td style="padding:6px 0;border-top:1px solid #ccd3da;${FONT}">
      ${typed(label)}<br /><span style="${SMALL}">${texts.difference.before}</span> ${typed(before)}<br /><span
        style="${SMALL}"
        >${texts.difference.after}</span
      >
      <strong>${typed(after)}</strong>
    </td>
  </tr> `;

const button = (label: string, url: string): Html =>
  html`<table role="presentation" cellpadding="0" cellspacing="0" border="0">
    <tr>
      <td bgcolor="#0a5aa8" style="padding:14px 28px;border-radius:6px;">
        <a
          href="${url}"
          style="font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:20px;font-weight:bold;color:#ffffff;text-decoration:none;"
          >${label}</a
        >
      </td>
    </tr>
  </table>`;

const shown = (block: Block): Html => {
  switch (block.kind) {
    case 'words':
      return html`${block.text}`;
    case 'facts':
      return html`${block.title === null ? null : titleOf(block.title)}${table(block.lines.map(factRow))}`;
    case 'changes':
      return html`${titleOf(block.title)}${table(block.changes.map(changeRow))}
      ${block.more > 0 ? html`<span style="${SMALL}">${texts.more(block.more)}</span>` : null}`;
    case 'link':
      return button(block.label, block.url);
  }
};

const row = (content: Html): Html =>
  html`<tr>
    <td style="padding:0 16px 20px 16px;${FONT}">${content}</td>
  </tr> `;

const content = (title: string, lead: string, blocks: readonly Block[], closing: readonly string[]): Html =>
  html`<tr>
      <td style="padding:20px 16px 4px 16px;${SMALL}">${texts.product}</td>
    </tr>
    <tr>
      <td style="padding:0 16px 12px 16px;">
        <h1 style="margin:0;${FONT}font-size:22px;line-height:28px;">${typed(title)}</h1>
      </td>
    </tr>
    ${row(html`${lead}`)}${blocks.map((block) => row(shown(block)))}
    <tr>
      <td style="padding:0 16px 24px 16px;${SMALL}">${closing.map((line) => html`${line}<br /> `)}</td>
    </tr> `;

/** HTML part of a mail: no image, no script, nothing from elsewhere. */
export const htmlPart = (title: string, lead: string, blocks: readonly Block[], closing: readonly string[]): string =>
  html`<!doctype html>
    <html lang="${texts.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="format-detection" content="telephone=no" />
        <title>${title}</title>
      </head>
      <body style="margin:0;padding:0;" bgcolor="#eef1f4">
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#eef1f4">
          <tr>
            <td align="center" style="padding:24px 8px;">
              <table
                role="presentation"
                width="100%"
                cellpadding="0"
                cellspacing="0"
                border="0"
                bgcolor="#ffffff"
                style="max-width:600px;text-align:left;"
              >
                ${content(title, lead, blocks, closing)}
              </table>
            </td>
          </tr>
        </table>
      </body>
    </html> `.toString();
