import * as z from 'zod';
import { MOST_OPTIONS } from '#domain/erp.ts';
import { refusal } from '#erp/netsuite/double-answers.ts';

/** Customers of the account; the last is no longer in use. */
const CUSTOMERS = [
  { id: '77', entityid: 'C-77', companyname: 'City of Springfield', isinactive: 'F' },
  { id: '78', entityid: 'C-78', companyname: "O'Brien & Sons 100%", isinactive: 'F' },
  // A person has no company name; SuiteQL then leaves the column out.
  { id: '79', entityid: 'Ann Example', isinactive: 'F' },
  { id: '80', entityid: 'C-80', companyname: 'Shelbyville Estates', isinactive: 'T' },
] as const;

const body = z.strictObject({ q: z.string(), params: z.array(z.string()).min(1).optional() });

type Row = Readonly<Record<string, string>>;
interface Jobs {
  readonly ids: () => string[];
  readonly idsWithNumber: (number: string) => string[];
}

const customersWith = (typed: string): Row[] =>
  CUSTOMERS.filter(({ isinactive }) => isinactive === 'F')
    .map(({ isinactive: _, ...row }) => row)
    .filter((row) => Object.values(row).slice(1).join(' ').toUpperCase().includes(typed.toUpperCase()));

/** The queries that the double understands; `?` are bound parameters. */
const QUERIES: Readonly<Record<string, (jobs: Jobs, parameter: string) => Row[]>> = {
  'SELECT id FROM job': (jobs) => jobs.ids().map((id) => ({ id })),
  'SELECT id FROM job WHERE entityid = ?': (jobs, number) => jobs.idsWithNumber(number).map((id) => ({ id })),
  "SELECT id, entityid, companyname FROM customer WHERE isinactive = 'F' ORDER BY entityid": () => customersWith(''),
  "SELECT id, entityid, companyname FROM customer WHERE isinactive = 'F' AND INSTR(UPPER(entityid || ' ' || companyname), UPPER(?)) > 0 ORDER BY entityid":
    (_, typed) => customersWith(typed),
};

/** POST /services/rest/query/v1/suiteql */
export const answerQuery = (request: Request, text: string, jobs: Jobs): Response => {
  const limit = Number(new URL(request.url).searchParams.get('limit'));
  const given = body.safeParse(JSON.parse(text));
  // Oracle: "Prefer: transient is a required header parameter".
  if (request.headers.get('Prefer') !== 'transient' || !given.success || !(limit > 0 && limit <= MOST_OPTIONS)) {
    return refusal(
      400,
      'INVALID_REQUEST',
      'The request could not be understood by the server due to malformed syntax.',
    );
  }
  const { q, params = [] } = given.data;
  const run = QUERIES[q];
  if (run === undefined || params.length !== q.split('?').length - 1) {
    return refusal(400, 'INVALID_PARAMETER', 'Invalid search query.', { 'o:errorQueryParam': 'q' });
  }
  const rows = run(jobs, params[0] ?? '');
  const items = rows.slice(0, limit).map((row) => ({ links: [], ...row }));
  return Response.json({
    links: [],
    count: items.length,
    hasMore: rows.length > limit,
    items,
    offset: 0,
    totalResults: rows.length,
  });
};
