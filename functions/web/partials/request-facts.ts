import type { Project, Snapshot } from '#domain/project.ts';
import { awaitsDecision, type Request } from '#domain/request.ts';
import { time } from '#web/format.ts';
import { html, type Html } from '#web/html.ts';
import { facts } from '#web/partials/facts.ts';
import { personShown } from '#web/partials/person.ts';
import { given, typed } from '#web/partials/typed-text.ts';
import { excerpt, plainText } from '#web/plain-text.ts';
import { texts } from '#web/language.ts';

/** Longest project name in headings, titles and subjects: five lines on the smallest phone. */
const LONGEST_TITLE = 100;

/** A longer note is folded. */
const LONGEST_NOTE = 400;

/** A request and the data it is about, for the ERP of this name. */
export interface RequestView {
  readonly request: Request;
  readonly snapshot: Snapshot;
  readonly erpName: string;
  /** In which people read times; null for UTC. */
  readonly timeZone: string | null;
}

/** Address in one line; null when the project has none. */
export const addressOf = ({ address, city, state_code, zip, country_code }: Project): string | null => {
  const region = [state_code, zip].filter(Boolean).join(' ');
  const parts = [address, city, region, country_code]
    .map((part) => plainText(part ?? ''))
    .filter((part) => part !== '');
  return parts.length === 0 ? null : parts.join(', ');
};

/** From when to when the project runs; null when it does not say. */
export const datesOf = ({ start_date, completion_date }: Project): string | null =>
  start_date === undefined && completion_date === undefined
    ? null
    : texts.facts.dateRange(start_date ?? texts.notStated, completion_date ?? texts.notStated);

/** The project's name, cut to what a heading, a title or a subject can hold. A name that cannot be seen gives way to the request's number. */
export const titleOf = ({ project_name, id }: Pick<Request, 'project_name' | 'id'>): string =>
  excerpt(plainText(project_name), LONGEST_TITLE) || texts.requestNumber(id);

/** Who asks for what, in the order in which an approver wants to know. */
export const requestFacts = ({ request, snapshot: { project }, erpName, timeZone }: RequestView): Html | null =>
  facts([
    [
      texts.facts.projectName,
      plainText(request.project_name).startsWith(titleOf(request)) ? null : given(request.project_name),
    ],
    [texts.facts.customer, given(project.customer)],
    [texts.facts.address, given(addressOf(project))],
    [texts.facts.projectNumber, given(project.project_number)],
    [texts.facts.dates, given(datesOf(project))],
    [texts.facts.erp, html`${typed(erpName)} · ${typed(request.integration.name)}`],
    [texts.facts.sender, personShown(request.sender)],
    [texts.facts.sent, time(request.sent_at, timeZone)],
    [texts.facts.decideBefore, awaitsDecision(request) ? time(request.expires_at, timeZone) : null],
    [texts.facts.note, given(request.note, LONGEST_NOTE)],
  ]);
