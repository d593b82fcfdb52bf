import type { Person } from '#domain/person.ts';
import { awaitsDecision, type Acceptance, type Decision } from '#domain/request.ts';
import type { RequestMailContent } from '#use-cases/mail-content.ts';
import { amount, instant } from '#web/format.ts';
import { texts } from '#web/language.ts';
import { facts, type Block } from '#web/mails/draft.ts';
import { addressOf, datesOf, titleOf } from '#web/partials/request-facts.ts';
import { excerpt, plainText } from '#web/plain-text.ts';

/** A mail about a request. */
export type RequestMailView = RequestMailContent;

/** With the longest words around it and the longest id a subject still fits into a line of 150 characters. */
const LONGEST_IN_SUBJECT = 80;
const LONGEST_NAME = 80;

/** Names project and request. */
export const subjectOf = (
  { request }: Pick<RequestMailView, 'request'>,
  subject: (project: string, id: string) => string,
): string => subject(excerpt(titleOf(request), LONGEST_IN_SUBJECT), request.id);

export const isToSender = ({ mail, request }: RequestMailView): boolean => mail.to.id === request.sender.id;

const nameOf = ({ name }: Person): string => excerpt(plainText(name), LONGEST_NAME);

export const personLine = (person: Person): string => `${nameOf(person)} (${person.email})`;

/** Who decided, and for whom. */
const actorLine = ({ by, on_behalf_of }: Pick<Acceptance, 'by' | 'on_behalf_of'>): string =>
  [
    personLine(by),
    ...(on_behalf_of.length > 0 ? [`${texts.onBehalfOf} ${on_behalf_of.map(nameOf).join(', ')}`] : []),
  ].join(', ');

/** Who asks for what. */
export const requestBlock = ({ request, snapshot: { project }, erpName, timeZone }: RequestMailView): Block | null =>
  facts([
    [texts.facts.total, amount(project.total_value)],
    [texts.facts.customer, project.customer],
    [texts.facts.address, addressOf(project)],
    [texts.facts.dates, datesOf(project)],
    [texts.facts.erp, `${erpName} · ${request.integration.name}`],
    [texts.facts.sender, personLine(request.sender)],
    [texts.facts.sent, instant(request.sent_at, timeZone)],
    [texts.facts.decideBefore, awaitsDecision(request) ? instant(request.expires_at, timeZone) : null],
    [texts.facts.note, request.note],
  ]);

/** Who has accepted. */
export const acceptLines = (
  accepted: readonly Acceptance[],
  timeZone: string | null,
): [label: string, value: string][] =>
  accepted.map((one) => [texts.facts.acceptedBy, `${actorLine(one)}, ${instant(one.at, timeZone)}`]);

/** Where several must accept: who has, and how many are missing. */
export const acceptsBlock = ({ request, acceptsMissing, timeZone }: RequestMailView): Block | null =>
  request.accepted_by.length + acceptsMissing <= 1
    ? null
    : facts([
        ...acceptLines(request.accepted_by, timeZone),
        [texts.mails.accepts, texts.mails.acceptsMissing(acceptsMissing)],
      ]);

/** Who rejected, when, and why in their own words. */
export const rejectionBlock = (
  decision: Decision,
  timeZone: string | null,
  title: string | null = null,
): Block | null =>
  facts(
    [
      [texts.rejectedBefore.reason, decision.reason],
      [texts.rejectedBefore.by, actorLine(decision)],
      [texts.rejectedBefore.at, instant(decision.at, timeZone)],
    ],
    title,
  );
