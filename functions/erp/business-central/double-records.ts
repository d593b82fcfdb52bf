import * as z from 'zod';

// Business Central's projects and customers as far as the connector uses them, by Microsoft's sources: the pages
// APIV2Jobs.Page.al and the custom one of the README, Job.Table.al for lengths and checks.

/** A failure in Business Central's own words. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const STANDARD = { number: z.string(), displayName: z.string() };
const CUSTOM = {
  ...STANDARD,
  externalId: z.string(),
  billToCustomerNo: z.string(),
  startingDate: z.iso.date(),
  endingDate: z.iso.date(),
};

/** What a page lets its callers write. */
export const PAGES = {
  standard: z.strictObject(STANDARD).partial(),
  custom: z.strictObject(CUSTOM).partial(),
};
export type Page = keyof typeof PAGES;

export type Row = Readonly<Record<string, string>>;

const NO_DATE = '0001-01-01';
const EMPTY: Row = {
  displayName: '',
  externalId: '',
  billToCustomerNo: '',
  startingDate: NO_DATE,
  endingDate: NO_DATE,
};
const LENGTHS: Readonly<Record<string, number>> = {
  number: 20,
  displayName: 100,
  externalId: 50,
  billToCustomerNo: 20,
};
const CODES: ReadonlySet<string> = new Set(['number', 'externalId', 'billToCustomerNo']);

/** As .NET has it: a letter stays where its upper case would be two. */
const upperCase = (letter: string): string =>
  letter.toUpperCase().length === letter.length ? letter.toUpperCase() : letter;

/** A Code is kept in upper case, without white space around it; a Text as it is. */
const asKept = (field: string, value: string): string =>
  CODES.has(field) ? value.trim().replace(/./gsu, upperCase) : value;

const tooLong = (value: string, most: number): string =>
  `The length of the string is ${value.length}, but it must be less than or equal to ${most} characters. Value: ${value}`;

export const CUSTOMERS: readonly Row[] = [
  { number: '10000', displayName: 'Adatum Corporation', blocked: '_x0020_' },
  { number: '20000', displayName: "O'Hara (Trey) Research", blocked: '_x0020_' },
  { number: '30000', displayName: 'School of Fine Art', blocked: 'All' },
];

const TEXT = "'((?:[^']|'')*)'";
const FORMS: readonly [form: RegExp, matches: (have: string, wanted: string) => boolean][] = [
  [new RegExp(`^(\\w+) eq ${TEXT}$`, 'u'), (have, wanted) => have === wanted],
  [/^(id) eq ([0-9a-f-]{36})$/u, (have, wanted) => have === wanted],
  [new RegExp(`^endswith\\((\\w+),${TEXT}\\)$`, 'u'), (have, wanted) => have.endsWith(wanted)],
  [new RegExp(`^startswith\\((\\w+),${TEXT}\\)$`, 'u'), (have, wanted) => have.startsWith(wanted)],
];
const NESTED = new RegExp(`^contains\\(tolower\\((\\w+)\\),${TEXT}\\)$`, 'u');

/** The rows that a `$filter` lets through. */
export const filtered = (rows: readonly Row[], filter: string | null, schema: string | null): Row[] => {
  if (filter === null) return [...rows];
  const nested = schema === '2.1' ? NESTED.exec(filter) : null;
  const [form, matches] = nested
    ? [NESTED, (have: string, wanted: string) => have.toLowerCase().includes(wanted)]
    : (FORMS.find(([one]) => one.test(filter)) ?? []);
  const [, field = '', quoted = ''] = form?.exec(filter) ?? [];
  if (matches === undefined) throw new Refusal(400, 'BadRequest_NotFound', 'Bad Request - Error in query syntax');
  const wanted = asKept(field, quoted.replaceAll("''", "'"));
  if (CODES.has(field) && wanted.length > (LENGTHS[field] ?? 0)) {
    const why = `The filter "='${wanted}'" is not valid for the ${field} field. ${tooLong(wanted, LENGTHS[field] ?? 0)}`;
    throw new Refusal(400, 'Application_FilterErrorException', why);
  }
  return rows.filter((row) => {
    const have = row[field];
    if (have === undefined) throw new Refusal(400, 'BadRequest', `Could not find a property named '${field}'.`);
    return matches(have, wanted);
  });
};

/** The table of projects of one company. */
export class Projects {
  rows: Row[] = [];
  private made = 0;
  private readonly now: () => Date;

  constructor(now: () => Date) {
    this.now = now;
  }

  insert(values: Row): Row {
    const row = this.validated({ ...EMPTY, number: '' }, values);
    if (row['number'] === '') throw new Refusal(400, 'Application_FieldValidationException', 'No. must have a value.');
    if (this.rows.some(({ number }) => number === row['number'])) {
      const why = `The Project already exists. Identification fields and values: No.='${row['number']}'`;
      throw new Refusal(400, 'Internal_EntityWithSameKeyExists', why);
    }
    this.made += 1;
    const kept = this.stamped({ ...row, id: `00000000-0000-4000-8000-${String(this.made).padStart(12, '0')}` }, 1);
    this.rows.push(kept);
    return kept;
  }

  modify(id: string, values: Row, etag: string | null): Row {
    const row = this.rows.find((one) => one['id'] === id);
    if (row === undefined) throw new Refusal(404, 'Internal_RecordNotFound', 'The Project does not exist.');
    if (etag === null) {
      const why = 'Could not validate the client concurrency token required by the service.';
      throw new Refusal(400, 'BadRequest_InvalidToken', why);
    }
    if (etag !== row['@odata.etag']) {
      throw new Refusal(409, 'Request_EntityChanged', 'Another user has already changed the record.');
    }
    const kept = this.stamped(this.validated(row, values), Number(/;(\d+)/.exec(etag)?.[1]) + 1);
    this.rows = this.rows.map((one) => (one === row ? kept : one));
    return kept;
  }

  private stamped(row: Row, version: number): Row {
    const etag = `W/"JzE5;${version};${row['id']}'"`;
    return { ...row, '@odata.etag': etag, lastModifiedDateTime: this.now().toISOString() };
  }

  /** Field by field in the order of the body, as the page validates them. */
  private validated(before: Row, values: Row): Row {
    let row = before;
    for (const [field, given] of Object.entries(values)) {
      const value = asKept(field, given);
      const most = LENGTHS[field] ?? Infinity;
      if (value.length > most) throw new Refusal(400, 'Application_StringExceededLength', tooLong(value, most));
      row = { ...row, [field]: value };
      this.check(row);
    }
    return row;
  }

  private check({ billToCustomerNo = '', startingDate = '', endingDate = '' }: Row): void {
    if (billToCustomerNo !== '' && !CUSTOMERS.some(({ number }) => number === billToCustomerNo)) {
      const why = `The field Bill-to Customer No. of table Project contains a value (${billToCustomerNo}) that cannot be found in the related table (Customer).`;
      throw new Refusal(400, 'Internal_InvalidTableRelation', why);
    }
    if (startingDate > endingDate && endingDate !== NO_DATE) {
      const why = 'Starting Date must be equal to or earlier than Ending Date.';
      throw new Refusal(400, 'Application_DialogException', why);
    }
  }
}
