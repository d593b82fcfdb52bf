import { XmlElement } from '@rgrove/parse-xml';

// What a company at Sage Intacct keeps, as far as the connector uses it. Nothing here has been compared with a real one.

/** A refusal: number, what is wrong, and the field at fault. */
export class Refusal extends Error {
  readonly number: string;
  readonly field: string;

  constructor(number: string, message: string, field = '') {
    super(message);
    this.number = number;
    this.field = field;
  }
}

/** The gateway cannot read the request at all. */
export class SchemaFault extends Error {}

export type Row = Record<string, string>;

export const below = (parent: XmlElement): XmlElement[] => parent.children.filter((node) => node instanceof XmlElement);

/** The one child, or the children, that a schema asks for, in that order. */
export const only = (parent: XmlElement, ...names: string[]): XmlElement[] => {
  const found = below(parent);
  if (found.map(({ name }) => name).join() === names.join()) return found;
  throw new SchemaFault(`${parent.name} must hold ${names.join(', ')}`);
};

/** Of create and update of a PROJECT; `DOCNUMBER` is the reference number, the last one a custom field. */
const FIELDS: ReadonlySet<string> = new Set(
  'PROJECTID NAME PROJECTCATEGORY DESCRIPTION PARENTID CUSTOMERID DOCNUMBER STATUS BEGINDATE ENDDATE LOCATIONID SEND_TO_ERP_ID'.split(
    ' ',
  ),
);
const CATEGORIES: ReadonlySet<string> = new Set(['Contract', 'Capitalized']);
const TABLES = ['PROJECT', 'CUSTOMER', 'LOCATION'] as const;
const COLUMNS: Readonly<Record<(typeof TABLES)[number], ReadonlySet<string>>> = {
  PROJECT: new Set([...FIELDS, 'RECORDNO']),
  CUSTOMER: new Set(['CUSTOMERID', 'NAME', 'STATUS']),
  LOCATION: new Set(['LOCATIONID', 'NAME', 'STATUS']),
};

const isDay = (text: string): boolean => {
  const [, month, day, year] = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text) ?? [];
  return new Date(`${year}-${month}-${day}T00:00:00Z`).getUTCDate() === Number(day);
};

/** The texts of an element's children, by their names. */
export const valuesIn = (element: XmlElement): Row => {
  const values = below(element).map(({ name, text }): [string, string] => [name, text]);
  if (new Set(values.map(([name]) => name)).size < values.length) throw new SchemaFault('an element appears twice');
  return Object.fromEntries(values);
};

const holds = (filter: XmlElement, row: Row, fold: (text: string) => string): boolean => {
  if (filter.name === 'and' || filter.name === 'or') {
    const parts = below(filter).map((part) => holds(part, row, fold));
    if (parts.length < 2) throw new SchemaFault(`${filter.name} must hold two conditions`);
    return filter.name === 'and' ? parts.every(Boolean) : parts.some(Boolean);
  }
  const [field, value] = only(filter, 'field', 'value').map(({ text }) => text);
  const known = row[field ?? ''];
  if (known === undefined) throw new Refusal('BL03000130', `There is no field ${field} to filter by.`);
  if (filter.name === 'equalto') return fold(known) === fold(value ?? '');
  if (filter.name !== 'like') throw new SchemaFault(`${filter.name} is no operator`);
  // Only `%text%` is ever asked for.
  return fold(known).includes(fold(value ?? '').slice(1, -1));
};

/** The records of one company. */
export class Company {
  readonly tables: Record<(typeof TABLES)[number], Row[]> = {
    PROJECT: [],
    CUSTOMER: [
      { CUSTOMERID: 'SPRINGFIELD', NAME: 'City of Springfield', STATUS: 'active' },
      { CUSTOMERID: 'ACME', NAME: 'Acme & Söhne <Holding>', STATUS: 'active' },
      { CUSTOMERID: 'OLD', NAME: 'Closed long ago', STATUS: 'inactive' },
    ],
    LOCATION: [
      { LOCATIONID: '100', NAME: 'Midwest', STATUS: 'active' },
      { LOCATIONID: '200', NAME: 'East Coast', STATUS: 'active' },
    ],
  };
  private readonly numbersProjects: boolean;

  constructor({ numbersProjects }: { readonly numbersProjects: boolean }) {
    this.numbersProjects = numbersProjects;
  }

  query(element: XmlElement): Row[] {
    const parts = new Map(below(element).map((part) => [part.name, part]));
    const part = (name: string): XmlElement => parts.get(name) ?? new XmlElement(name);
    const object = TABLES.find((name) => name === part('object').text);
    if (object === undefined) throw new Refusal('DL02000001', `There is no object ${part('object').text}.`);
    const [filter] = below(part('filter'));
    const [order] = only(part('orderby'), 'order');
    const [orderBy = ''] = order ? only(order, 'field', 'ascending').map(({ text }) => text) : [];
    const options = valuesIn(part('options'));
    const fold = (text: string) => (options['caseinsensitive'] === 'true' ? text.toLowerCase() : text);
    const pageSize = Number(part('pagesize').text);
    if (!(pageSize >= 1 && pageSize <= 2000)) throw new SchemaFault('pagesize must be 1 to 2000');
    const fields = below(part('select')).map(({ text }) => text);
    const unknown = fields.find((field) => !COLUMNS[object].has(field));
    if (unknown !== undefined) throw new Refusal('BL03000130', `There is no field ${unknown} in ${object}.`);
    const collator = new Intl.Collator('en', { numeric: true });
    return this.tables[object]
      .filter((row) => filter === undefined || holds(filter, row, fold))
      .sort((a, b) => collator.compare(a[orderBy] ?? '', b[orderBy] ?? ''))
      .slice(0, pageSize)
      .map((row) => Object.fromEntries(fields.map((field) => [field, row[field] ?? ''])));
  }

  create(given: Row): Row {
    const recordNo = String(this.tables.PROJECT.length + 1);
    const number = this.numbersProjects ? `P-${recordNo.padStart(4, '0')}` : '';
    const empty = Object.fromEntries([...FIELDS].map((name) => [name, '']));
    const row: Row = { ...empty, STATUS: 'active', PROJECTID: number, ...given, RECORDNO: recordNo };
    this.check(row, given);
    if (this.tables.PROJECT.some(({ PROJECTID }) => PROJECTID === row['PROJECTID'])) {
      throw new Refusal(
        'BL34000061',
        `Another Project with the given value(s) ${row['PROJECTID']} already exists. Use a unique value instead.`,
        'PROJECTID',
      );
    }
    this.tables.PROJECT.push(row);
    return row;
  }

  update({ RECORDNO, ...changes }: Row): Row {
    const row = this.tables.PROJECT.find((each) => each['RECORDNO'] === RECORDNO);
    if (row === undefined) throw new Refusal('DL02000001', `There is no project with record number ${RECORDNO}.`);
    this.check({ ...row, ...changes }, changes);
    return Object.assign(row, changes);
  }

  /** What Sage requires of a project. */
  private check(row: Row, given: Row): void {
    const unknown = Object.keys(given).find((name) => !FIELDS.has(name));
    if (unknown !== undefined)
      throw new Refusal('BL03000018', `Field ${unknown} is not valid for object project.`, unknown);
    for (const name of ['PROJECTID', 'NAME', 'PROJECTCATEGORY']) {
      if (!row[name]) throw new Refusal('BL34000018', `Required field ${name} is missing.`, name);
    }
    if (Array.from(row['NAME'] ?? '').length > 200) throw new Refusal('BL34000018', 'The name is too long.', 'NAME');
    if (!CATEGORIES.has(row['PROJECTCATEGORY'] ?? ''))
      throw new Refusal('BL34000018', 'Invalid category.', 'PROJECTCATEGORY');
    for (const name of ['BEGINDATE', 'ENDDATE']) {
      if (row[name] && !isDay(row[name]))
        throw new Refusal('BL34000018', `${name} is not in the form mm/dd/yyyy.`, name);
    }
    for (const object of ['CUSTOMER', 'LOCATION'] as const) {
      const id = row[`${object}ID`];
      const isKnown = this.tables[object].some((each) => each[`${object}ID`] === id && each['STATUS'] === 'active');
      if (id && !isKnown) throw new Refusal('BL34000018', `Invalid ${object} '${id}' specified.`, `${object}ID`);
    }
  }
}
