import * as z from 'zod';

// What Tryton 6.0 keeps of accounts and projects, and what it checks of them.

export type Row = Record<string, unknown> & { id: number };
type Values = Record<string, unknown>;

/** An exception of Tryton, as its answer's `error`. */
export class Refusal extends Error {
  readonly error: unknown[];

  constructor(...error: unknown[]) {
    super(JSON.stringify(error));
    this.error = error;
  }
}

export const userError = (message: string, domain: unknown = null) => new Refusal('UserError', [message, '', domain]);

interface Model {
  readonly title: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly required: (values: Values) => readonly string[];
  readonly defaults: Values;
}

export const MODELS: Readonly<Record<string, Model>> = {
  'analytic_account.account': {
    title: 'Analytic Account',
    fields: {
      id: 'ID',
      name: 'Name',
      code: 'Code',
      company: 'Company',
      type: 'Type',
      root: 'Root',
      parent: 'Parent',
      state: 'State',
      note: 'Note',
      active: 'Active',
    },
    required: ({ type }) => ['company', 'name', ...(type === 'root' ? [] : ['parent', 'root']), 'state', 'type'],
    defaults: { type: 'normal', state: 'draft', active: true, code: null, note: null },
  },
  'project.work': {
    title: 'Work Effort',
    fields: {
      id: 'ID',
      name: 'Name',
      type: 'Type',
      company: 'Company',
      comment: 'Comment',
      timesheet_available: 'Available on timesheets',
    },
    required: () => ['company', 'name', 'type'],
    defaults: { comment: null },
  },
};

const clause = z.tuple([z.string(), z.enum(['=', '!=', 'like']), z.unknown()]);
const searchParams = z.tuple([
  z.array(clause),
  z.int(),
  z.int().nullable(),
  z.array(z.tuple([z.literal('id'), z.literal('ASC')])).nullable(),
  z.array(z.string()),
]);
const createParams = z.tuple([z.array(z.record(z.string(), z.unknown()))]);
const deleteParams = z.tuple([z.array(z.int())]);
const writeParams = z.tuple([z.array(z.int()), z.record(z.string(), z.unknown())]);

const matches = (row: Row, [field, operator, value]: z.infer<typeof clause>): boolean => {
  if (operator === '=') return row[field] === value;
  if (operator === '!=') return row[field] !== value;
  // Only `%text%` is ever asked for.
  const text = row[field];
  return typeof text === 'string' && typeof value === 'string' && text.includes(value.slice(1, -1));
};

const requireKnown = ({ fields }: Model, names: readonly string[]): void => {
  const unknown = names.find((name) => !Object.hasOwn(fields, name));
  if (unknown !== undefined) throw new Refusal(`'${unknown}'`, '');
};

/** What Tryton checks of a record before it keeps it. */
const validate = (model: Model, values: Values): void => {
  for (const name of model.required(values)) {
    if (values[name] === undefined || values[name] === null || values[name] === '') {
      throw userError(`A value is required for field "${model.fields[name]}" in "${model.title}".`);
    }
  }
  const name = String(values['name']);
  const hasBreak = /[\n\r\t]/.exec(name)?.[0];
  if (hasBreak !== undefined) {
    const shown = JSON.stringify(hasBreak).replaceAll('"', "'");
    throw userError(`The value "${name}" for field "Name" in "${model.title}" contains some invalid chars "${shown}".`);
  }
  if (model.title === 'Work Effort' && name.includes('\\')) {
    const domain = [[['name', 'not like', '%\\\\%']], { name: { name: 'name', type: 'char' } }];
    throw userError('The value for field "Name" in "Work Effort" is not valid according to its domain.', domain);
  }
  if (values['company'] !== 1) {
    const rule = 'because they fail on at least one of these rules:\nUser in companies';
    throw userError(`You are not allowed to create records of "${model.title}" ${rule}`);
  }
};

/** The records of one model. */
export class Table {
  readonly model: Model;
  rows: Row[] = [];
  lastId = 0;

  constructor(model: Model) {
    this.model = model;
  }

  search(params: unknown[], activeOnly: boolean): Row[] {
    const [domain, offset, limit, , fields] = searchParams.parse(params);
    requireKnown(this.model, [...fields, ...domain.map(([field]) => field)]);
    return this.rows
      .filter((row) => domain.every((one) => matches(row, one)) && !(activeOnly && row['active'] === false))
      .slice(offset, limit === null ? undefined : offset + limit)
      .map((row) => ({ ...Object.fromEntries(fields.map((field) => [field, row[field] ?? null])), id: row.id }));
  }

  create(params: unknown[]): number[] {
    const [records] = createParams.parse(params);
    const made = records.map((values) => {
      requireKnown(this.model, Object.keys(values));
      const complete = { ...this.model.defaults, ...values };
      validate(this.model, complete);
      return complete;
    });
    return made.map((values) => this.insert(values));
  }

  private insert(values: Values): number {
    this.lastId += 1;
    this.rows.push({ ...values, id: this.lastId });
    return this.lastId;
  }

  delete(params: unknown[]): null {
    const [ids] = deleteParams.parse(params);
    this.rows = this.rows.filter(({ id }) => !ids.includes(id));
    return null;
  }

  write(params: unknown[]): null {
    const [ids, values] = writeParams.parse(params);
    requireKnown(this.model, Object.keys(values));
    for (const row of this.rows.filter(({ id }) => ids.includes(id))) {
      validate(this.model, { ...row, ...values });
      Object.assign(row, values);
    }
    return null;
  }
}
