import { addDuration } from '#domain/calendar.ts';
import { duration } from '#domain/duration.ts';
import { isOpen, requestStatus, type RequestStatus } from '#domain/request.ts';
import { WrongUsage, type Command, type Given, type World } from '#ops/command.ts';
import { find } from '#ops/find.ts';
import { companiesOf, type IndexedRequest } from '#ops/request-index.ts';
import { inWords, moment, standingOf, type Standing } from '#ops/standing.ts';
import type { FoundRequest } from '#use-cases/find-request.ts';

const PAGE = { usual: 50, longest: 500 };

const OPEN = requestStatus.options.filter((status) => isOpen({ status }));

/** Where a person must do something. */
const WITH_PEOPLE: readonly RequestStatus[] = ['ready_to_export', 'ready_to_update', 'failed_to_export'];

/** Which requests are asked for. */
interface Wanted {
  /** Null for all companies. */
  readonly companyId: number | null;
  readonly statuses: readonly RequestStatus[];
  readonly erp: string | null;
  readonly integration: string | null;
  /** Sent before. */
  readonly before: string | null;
  readonly page: number;
  readonly limit: number;
}

const textIn = ({ options }: Given, name: string): string | null => {
  const value = options[name];
  return typeof value === 'string' ? value : null;
};

/** @throws {WrongUsage} */
const numberIn = (given: Given, name: string, usual: number, largest: number): number => {
  const typed = textIn(given, name) ?? String(usual);
  if (/^[1-9]\d{0,14}$/.test(typed) && Number(typed) <= largest) return Number(typed);
  throw new WrongUsage(`--${name} must be a whole number from 1 to ${largest}.`);
};

const statusesIn = (given: Given): readonly RequestStatus[] => {
  const typed = textIn(given, 'status');
  const isWaiting = given.options['waiting'] === true;
  if (typed === null) return isWaiting ? WITH_PEOPLE : OPEN;
  const { data } = requestStatus.safeParse(typed);
  if (data === undefined) throw new WrongUsage(`--status must be one of: ${requestStatus.options.join(', ')}.`);
  if (isWaiting) throw new WrongUsage('Say --status or --waiting, not both.');
  return [data];
};

const beforeIn = (given: Given, now: Date): string | null => {
  const typed = textIn(given, 'older-than');
  if (typed === null) return null;
  const { data, error } = duration.safeParse(typed);
  if (data === undefined) throw new WrongUsage(`--older-than ${error.issues[0]?.message}.`);
  const length = addDuration(now, data, null).getTime() - now.getTime();
  return new Date(now.getTime() - length).toISOString();
};

/** @throws {WrongUsage} */
const wantedIn = (given: Given, now: Date): Wanted => {
  if (given.words.length > 0) throw new WrongUsage('list takes no names: say --company 1, --erp xero and so on.');
  const [, company, integration = null] =
    /^(?:([1-9]\d{0,14})\/)?([a-z\d-]{1,64})$/.exec(textIn(given, 'integration') ?? '') ?? [];
  if (given.options['integration'] !== undefined && integration === null) {
    throw new WrongUsage('--integration must be such as main, or 1/main.');
  }
  const named = company ?? textIn(given, 'company');
  if (named !== null && !/^[1-9]\d{0,14}$/.test(named)) throw new WrongUsage("--company must be a company's id.");
  return {
    companyId: named === null ? null : Number(named),
    statuses: statusesIn(given),
    erp: textIn(given, 'erp'),
    integration,
    before: beforeIn(given, now),
    page: numberIn(given, 'page', 1, 1_000_000),
    limit: numberIn(given, 'limit', PAGE.usual, PAGE.longest),
  };
};

const isWanted = ({ request }: FoundRequest, { statuses, erp, integration }: Wanted): boolean =>
  // The index lags.
  statuses.includes(request.status) &&
  (erp === null || request.integration.erp === erp) &&
  (integration === null || request.integration.id === integration);

/** Requests of the page asked for, and whether there are more. Those of pages before are passed by. */
const pageOf = async (world: World, wanted: Wanted, found: AsyncIterable<IndexedRequest>) => {
  const shown: { readonly name: IndexedRequest; readonly found: FoundRequest }[] = [];
  let passed = (wanted.page - 1) * wanted.limit;
  for await (const name of found) {
    if (wanted.before !== null && name.sentAt >= wanted.before) break;
    const request = await find(world, name);
    if (request === null || !isWanted(request, wanted)) continue;
    if (passed > 0) passed -= 1;
    else if (shown.length === wanted.limit) return { shown, isMore: true };
    else shown.push({ name, found: request });
  }
  return { shown, isMore: false };
};

/** How often it was tried tells enough in a list: `show` has the attempts. */
const shortly = ({ attempts, ...rest }: Standing) => ({ ...rest, attempts: attempts.length });

/** What waits, where, and since when. Changes nothing. */
export const list: Command = {
  takes:
    '[--company 1] [--status exporting | --waiting] [--erp xero] [--integration 1/main] [--older-than P2D] [--limit 50] [--page 2]',
  does: 'what is not over: where it stands, since when, what it waits for; the oldest sending first. --waiting: only what a person must act on',
  options: {
    company: { type: 'string' },
    status: { type: 'string' },
    waiting: { type: 'boolean' },
    erp: { type: 'string' },
    integration: { type: 'string' },
    'older-than': { type: 'string' },
    limit: { type: 'string' },
    page: { type: 'string' },
  },
  run: async (world, given) => {
    const wanted = wantedIn(given, world.clock());
    const companies =
      wanted.companyId === null ? await companiesOf(world.companies, world.requestIndex) : [wanted.companyId];
    const { shown, isMore } = await pageOf(world, wanted, world.requestIndex.standing(companies, wanted.statuses));
    const requests = shown.map(({ name, found }) => ({
      company_id: name.companyId,
      request_id: name.requestId,
      integration_id: found.request.integration.id,
      erp: found.request.integration.erp,
      sent_at: found.request.sent_at,
      ...shortly(standingOf(found)),
    }));
    const lines = requests.map(
      ({ company_id, request_id, integration_id, erp, status, since, waits_for }) =>
        `${company_id}/${request_id} through ${integration_id} (${erp}): ${inWords(status)} since ${moment(since)}, waits for ${waits_for}.`,
    );
    const more = isMore ? [`There are more: --page ${wanted.page + 1}.`] : [];
    return {
      outcome: requests.length === 0 ? 'nothing_to_do' : 'done',
      lines: requests.length === 0 ? ['There is no such request.'] : [...lines, ...more],
      facts: { page: wanted.page, limit: wanted.limit, is_more: isMore, requests },
    };
  },
};
