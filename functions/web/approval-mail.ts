import type { Difference } from '#domain/difference.ts';
import type { Person } from '#domain/person.ts';
import type { Mail } from '#domain/ports.ts';
import { mailContent, type MailContent } from '#web/mail-content.ts';
import { mailHtml } from '#web/mail-html.ts';
import { titleOf, type RequestView } from '#web/partials/request-facts.ts';
import { texts } from '#web/texts.ts';

export interface ApprovalMailView extends RequestView {
  readonly approver: Person;
  /** Against what is synced; of no meaning for a project that was never synced. */
  readonly difference: readonly Difference[];
  /** The approver's own link, on the public address of this service. */
  readonly url: string;
}

const changeLines = ({ changes, moreChanges }: MailContent): string[] =>
  changes.length === 0
    ? []
    : [
        texts.difference.title(changes.length + moreChanges),
        ...changes.map(([label, before, after]) => `- ${label}: ${before} -> ${after}`),
        ...(moreChanges > 0 ? [`- ${texts.more(moreChanges)}`] : []),
        '',
      ];

/**
 * Asks one approver to decide. Neither the decision nor the check code is in it: whoever only reads mail, person or
 * machine, cannot decide.
 */
export const approvalMail = (view: ApprovalMailView): Mail => {
  const { request, approver, erpName, url } = view;
  const content = mailContent(view, view.difference);
  const lead = texts.mail[request.kind](erpName);
  const closing = [texts.mail.decideThere, texts.mail.host(new URL(url).host), texts.mail.notExpected];
  const title = titleOf(request);
  const text = [
    title,
    '',
    lead,
    '',
    ...content.facts.map(([label, value]) => `${label}: ${value}`),
    '',
    ...changeLines(content),
    `${texts.mail.button}:`,
    url,
    '',
    ...closing,
    '',
  ].join('\n');
  const subject = texts.mail.subject(request.kind, title, request.id);
  return {
    to: approver.email,
    subject,
    text,
    html: mailHtml({ title, lead, content, url, closing }),
  };
};
