import { parseRequestId } from '#domain/request.ts';
import { WrongUsage, type Given, type World } from '#ops/command.ts';
import { find } from '#ops/find.ts';

/** How people name a request. */
export interface RequestName {
  readonly companyId: number;
  readonly requestId: string;
}

/** What commands about one request take. */
const REQUEST = '<request>, such as 1001-3; if several companies have one of that name, 1/1001-3 or --company 1';

export const requestOptions = { company: { type: 'string' } } as const;

/** @throws {WrongUsage} */
const companyIn = (given: readonly (string | boolean)[]): number | null => {
  const [company, ...others] = given;
  if (company === undefined) return null;
  if (others.length === 0 && /^[1-9]\d{0,14}$/.test(String(company))) return Number(company);
  throw new WrongUsage('Name the company of the request once, by its id: --company 1, or 1/ before the request.');
};

/** The one company of the stage file that has a request of this name. @throws {WrongUsage} */
const companyWith = async (world: World, requestId: string): Promise<number> => {
  const { companies } = world;
  const found = await Promise.all(companies.map((companyId) => find(world, { companyId, requestId })));
  const [company, ...others] = companies.filter((_, index) => found[index] !== null);
  if (company !== undefined && others.length === 0) return company;
  const why =
    company === undefined
      ? `No company of the stage file (${companies.join(', ')}) has a request ${requestId}`
      : `Companies ${[company, ...others].join(' and ')} have a request ${requestId}`;
  throw new WrongUsage(`${companies.length === 0 ? '' : `${why}. `}Name its company: --company 1.`);
};

/** @throws {WrongUsage} unless exactly one request is named. */
export const requestIn = async (world: World, { words, options }: Given): Promise<RequestName> => {
  const [word = '', ...more] = words;
  const [, before, requestId = ''] = /^(?:(\d+)\/)?([\d-]+)$/.exec(word) ?? [];
  if (more.length > 0 || parseRequestId(requestId) === null) throw new WrongUsage(`Name one request: ${REQUEST}.`);
  const company = companyIn([before, options['company']].filter((given) => given !== undefined));
  return { companyId: company ?? (await companyWith(world, requestId)), requestId };
};
