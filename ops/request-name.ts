import { parseRequestId } from '#domain/request.ts';
import { WrongUsage, type Given } from '#ops/command.ts';

/** How people name a request. */
export interface RequestName {
  readonly companyId: number;
  readonly requestId: string;
}

/** What commands about one request take. */
export const REQUEST = '<request>, such as 1001-3 --company 1, or 1/1001-3';

export const requestOptions = { company: { type: 'string' } } as const;

/** @throws {WrongUsage} unless exactly one request is named, and its company once. */
export const requestIn = ({ words, options }: Given): RequestName => {
  const [word = '', ...others] = words;
  const [, before, requestId = ''] = /^(?:(\d+)\/)?([\d-]+)$/.exec(word) ?? [];
  const company = [before, options['company']].filter((given) => given !== undefined);
  if (others.length > 0 || parseRequestId(requestId) === null) throw new WrongUsage(`Name one request: ${REQUEST}.`);
  if (company.length !== 1 || !/^[1-9]\d{0,14}$/.test(String(company[0]))) {
    throw new WrongUsage('Name the company of the request, once: --company 1, or 1/ before the request.');
  }
  return { companyId: Number(company[0]), requestId };
};
