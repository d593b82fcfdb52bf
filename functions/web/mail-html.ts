import { html, type Html } from '#web/html.ts';
import type { MailContent } from '#web/mail-content.ts';
import { typed } from '#web/partials/typed-text.ts';
import { texts } from '#web/texts.ts';

export interface MailHtml {
  readonly title: string;
  readonly lead: string;
  readonly content: MailContent;
  readonly url: string;
  readonly closing: readonly string[];
}

// Old clients know tables, bgcolor and inline styles, and nothing newer. Colours are legible on white and when a client inverts them.
const FONT =
  'font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:24px;color:#17212b;word-break:break-word;';
const SMALL = 'font-family:Arial,Helvetica,sans-serif;font-size:14px;line-height:20px;color:#4b5864;';

const row = (cell: Html): Html =>
  html`<tr>
    <td style="padding:0 16px 20px 16px;${FONT}">${cell}</td>
  </tr> `;

const factTable = ({ facts }: MailContent): Html =>
  html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
    ${facts.map(
      ([label, value]) =>
        html`<tr>
          <td width="84" valign="top" style="padding:4px 8px 4px 0;${SMALL}">${label}</td>
          <td valign="top" style="padding:4px 0;${FONT}">${typed(value)}</td>
        </tr> `,
    )}
  </table>`;

const changeTable = ({ changes, moreChanges }: MailContent): Html =>
  html`<strong>${texts.difference.title(changes.length + moreChanges)}</strong>
    <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
      ${changes.map(
        ([label, before, after]) =>
          html`<tr>
            <td style="padding:6px 0;border-top:1px solid #ccd3da;${FONT}">
              ${typed(label)}<br /><span style="${SMALL}">${texts.difference.before}</span> ${typed(before)}<br /><span
                style="${SMALL}"
                >${texts.difference.after}</span
              >
              <strong>${typed(after)}</strong>
            </td>
          </tr> `,
      )}
    </table>
    ${moreChanges > 0 ? html`<span style="${SMALL}">${texts.more(moreChanges)}</span>` : null}`;

const button = (url: string): Html =>
  html`<table role="presentation" cellpadding="0" cellspacing="0" border="0">
    <tr>
      <td bgcolor="#0a5aa8" style="padding:14px 28px;border-radius:6px;">
        <a
          href="${url}"
          style="font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:20px;font-weight:bold;color:#ffffff;text-decoration:none;"
          >${texts.mail.button}</a
        >
      </td>
    </tr>
  </table>`;

/** HTML part of a mail about a request: no image, no script, nothing from elsewhere, one link. */
export const mailHtml = ({ title, lead, content, url, closing }: MailHtml): string =>
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
                <tr>
                  <td style="padding:20px 16px 4px 16px;${SMALL}">${texts.product}</td>
                </tr>
                <tr>
                  <td style="padding:0 16px 12px 16px;">
                    <h1 style="margin:0;${FONT}font-size:22px;line-height:28px;">${typed(title)}</h1>
                  </td>
                </tr>
                ${row(html`${lead}`)}${row(factTable(content))}${content.changes.length > 0 ? row(changeTable(content)) : null}${row(button(url))}
                <tr>
                  <td style="padding:0 16px 24px 16px;${SMALL}">${closing.map((line) => html`${line}<br /> `)}</td>
                </tr>
              </table>
            </td>
          </tr>
        </table>
      </body>
    </html> `.toString();
