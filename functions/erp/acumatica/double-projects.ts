import * as z from 'zod';

// The entities of a site as the connector uses them: what `PUT Project` and `GET ...?$filter=` do.

const value = z.strictObject({ value: z.string() });
const address = z.strictObject({
  AddressLine1: value.optional(),
  City: value.optional(),
  State: value.optional(),
  PostalCode: value.optional(),
  Country: value.optional(),
});

/** What `PUT Project` takes, as far as the connector uses it. Read-only fields such as Status are none of it. */
const body = z.strictObject({
  id: z.string().optional(),
  ProjectID: value.optional(),
  Description: value.optional(),
  ExternalRefNbr: value.optional(),
  ProjectTemplateID: value.optional(),
  Customer: value.optional(),
  Hold: z.strictObject({ value: z.boolean() }).optional(),
  ProjectProperties: z.strictObject({ StartDate: value.optional(), EndDate: value.optional() }).optional(),
  ProjectAddress: address.optional(),
});
export type ProjectBody = z.infer<typeof body>;

type Texts = Map<string, string>;

interface Row {
  readonly id: string;
  readonly texts: Texts;
  hold: boolean;
}

/** Lengths of the columns; the names of countries and states are keys of other tables. */
const LENGTHS: Readonly<Record<string, number>> = {
  ProjectID: 30,
  Description: 255,
  ExternalRefNbr: 30,
  'ProjectAddress.AddressLine1': 255,
  'ProjectAddress.City': 50,
  'ProjectAddress.State': 50,
  'ProjectAddress.PostalCode': 20,
  'ProjectAddress.Country': 2,
};

const keyOf = (text: string): string => text.trim().toUpperCase();

/** The texts of an entity by path, such as `ProjectAddress.City`. */
const textsOf = (entity: object, path = ''): [string, string][] =>
  Object.entries(entity).flatMap(([name, member]: [string, unknown]) => {
    const text = value.safeParse(member);
    if (text.success) return [[`${path}${name}`, text.data.value]];
    return typeof member === 'object' && member !== null && path === '' ? textsOf(member, `${name}.`) : [];
  });

const nested = (texts: Iterable<readonly [string, unknown]>): Record<string, unknown> => {
  const entity: Record<string, Record<string, unknown>> = {};
  for (const [path, shown] of texts) {
    const [group = '', name] = path.split('.');
    if (name === undefined) entity[group] = { value: shown };
    else (entity[group] ??= {})[name] = { value: shown };
  }
  return entity;
};

/** A record that people can choose. */
export interface Choice {
  readonly key: string;
  readonly name: string;
  readonly status: string;
}

/** What a PUT led to: the status, and the entity as the answer holds it. */
export interface Put {
  readonly status: 200 | 412 | 422;
  readonly entity: Record<string, unknown>;
}

interface TableOptions {
  /** The site numbers its projects: whatever ProjectID is given, an insert gets the next number. */
  readonly numbersProjects: boolean;
  readonly templates: readonly Choice[];
  readonly customers: readonly Choice[];
}

/** A site's projects. */
export class ProjectTable {
  readonly rows: Row[] = [];
  readonly options: TableOptions;
  private lastId = 0;

  constructor(options: TableOptions) {
    this.options = options;
  }

  /** An upsert, unless a condition says otherwise. @throws {z.ZodError} where Acumatica answers 400 */
  put(given: unknown, condition: 'insert' | 'update'): Put {
    const { id, Hold, ...fields } = body.parse(given);
    const texts: Texts = new Map(textsOf(fields));
    const existing = this.rows.find((row) => (id === undefined ? this.hasKey(row, texts) : row.id === id));
    if ((existing === undefined) !== (condition === 'insert')) return { status: 412, entity: {} };
    const faults = this.faultsIn(texts, existing);
    if (faults.length > 0) return { status: 422, entity: this.withFaults(texts, faults) };
    const row = existing ?? this.insert(texts);
    for (const [path, text] of texts) if (path !== 'ProjectID') row.texts.set(path, text);
    if (Hold !== undefined) row.hold = Hold.value;
    return { status: 200, entity: this.shown(row, []) };
  }

  /** An entity as an answer holds it: linked ones only where they are asked for, dates with a time, keys padded. */
  shown({ id, texts, hold }: Row, expanded: readonly string[]): Record<string, unknown> {
    const visible = [...texts].filter(([path]) => !path.includes('.') || expanded.includes(path.split('.')[0] ?? ''));
    const formed = visible.map(([path, text]): [string, unknown] => [path, this.formed(path, text)]);
    return {
      id,
      rowNumber: 1,
      note: { value: '' },
      Description: {},
      ExternalRefNbr: {},
      Hold: { value: hold },
      Status: { value: hold ? 'In Planning' : 'Active' },
      ...nested(formed),
      custom: {},
      _links: { self: `/erp/entity/Default/24.200.001/Project/${id}` },
    };
  }

  private formed(path: string, text: string): string {
    if (path.endsWith('Date')) return `${text}T00:00:00+00:00`;
    return path === 'Customer' ? text.padEnd(10) : text;
  }

  private hasKey({ texts }: Row, given: Texts): boolean {
    const key = given.get('ProjectID');
    return key !== undefined && keyOf(texts.get('ProjectID') ?? '') === keyOf(key);
  }

  private insert(texts: Texts): Row {
    this.lastId += 1;
    const number = String(this.lastId).padStart(8, '0');
    const row: Row = { id: `5d4c2b1a-0000-4000-8000-0000${number}`, texts: new Map(), hold: true };
    row.texts.set('ProjectID', this.options.numbersProjects ? `PR${number}` : (texts.get('ProjectID') ?? ''));
    this.rows.push(row);
    return row;
  }

  private faultsIn(texts: Texts, existing: Row | undefined): [string, string][] {
    const { templates, customers, numbersProjects } = this.options;
    const faults: [string, string][] = [];
    const knows = (choices: readonly Choice[], key: string) => choices.some((one) => keyOf(one.key) === keyOf(key));
    for (const [path, text] of texts) {
      if (text.length > (LENGTHS[path] ?? Infinity)) faults.push([path, `'${path}' is too long.`]);
      if (/\p{Cc}/u.test(text)) faults.push([path, `'${path}' holds characters that are not allowed.`]);
      if (path.endsWith('Date') && !/^\d{4}-\d{2}-\d{2}$/.test(text)) faults.push([path, 'The date is not valid.']);
    }
    const customer = texts.get('Customer');
    const template = texts.get('ProjectTemplateID');
    const missing = (what: string, key: string) => `${what} '${key}' cannot be found in the system.`;
    if (customer !== undefined && !knows(customers, customer)) faults.push(['Customer', missing('Customer', customer)]);
    if (template !== undefined && !knows(templates, template)) {
      faults.push(['ProjectTemplateID', missing('Template', template)]);
    }
    if (existing === undefined && !numbersProjects && !texts.get('ProjectID')) {
      faults.push(['ProjectID', "'Project ID' cannot be empty."]);
    }
    return faults;
  }

  private withFaults(texts: Texts, faults: readonly (readonly [string, string])[]): Record<string, unknown> {
    const entity = nested([...texts].filter(([path]) => !faults.some(([faulty]) => faulty === path)));
    for (const [path, error] of faults) {
      const [group = '', name] = path.split('.');
      const fault = { value: texts.get(path), error };
      entity[group] = name === undefined ? fault : { ...Object(entity[group]), [name]: fault };
    }
    return { id: 'new', rowNumber: 1, error: "Inserting  'Project' record raised at least one error.", ...entity };
  }
}
