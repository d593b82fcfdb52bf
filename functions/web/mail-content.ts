import type { Difference } from '#domain/difference.ts';
import { fieldLabel, fieldValue } from '#web/field-text.ts';
import { amount, instant } from '#web/format.ts';
import { addressOf, datesOf, type RequestView } from '#web/partials/request-facts.ts';
import { excerpt, plainText } from '#web/plain-text.ts';
import { texts } from '#web/texts.ts';

/** Longest typed text in a mail; the page has the whole of it. */
const LONGEST = 300;

/** A mail names the first changes; the page lists all. */
const MOST_CHANGES = 12;

/** What a mail says about a request, in plain lines, for its HTML and its text part alike. */
export interface MailContent {
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly changes: readonly (readonly [label: string, before: string, after: string])[];
  readonly moreChanges: number;
}

const short = (text: string): string => excerpt(plainText(text), LONGEST);

export const mailContent = (view: RequestView, difference: readonly Difference[]): MailContent => {
  const { request, snapshot, erpName } = view;
  const { project } = snapshot;
  const facts: [string, string | null | undefined][] = [
    [texts.facts.total, amount(project.total_value)],
    [texts.facts.customer, project.customer],
    [texts.facts.address, addressOf(project)],
    [texts.facts.dates, datesOf(project)],
    [texts.facts.erp, `${erpName} · ${request.integration.name}`],
    [texts.facts.sender, `${request.sender.name} (${request.sender.email})`],
    [texts.facts.decideBefore, instant(request.expires_at)],
    [texts.facts.note, request.note],
  ];
  const changes = request.kind === 'update' ? difference : [];
  return {
    facts: facts.map(([label, value]) => [label, short(value ?? '')] as const).filter(([, value]) => value !== ''),
    changes: changes
      .slice(0, MOST_CHANGES)
      .map(({ field, before, after }) => [
        short(fieldLabel(field)),
        short(fieldValue(field, before)),
        short(fieldValue(field, after)),
      ]),
    moreChanges: Math.max(0, changes.length - MOST_CHANGES),
  };
};
