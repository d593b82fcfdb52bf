import {
  body,
  faultOfKey,
  faultsOfTexts,
  keyOf,
  valuesOf,
  type Choice,
  type Fault,
  type Values,
} from '#erp/acumatica/double-rules.ts';

// A site's projects: what `PUT Project` makes of them, and how answers hold them.

interface Row {
  readonly id: string;
  readonly values: Values;
  hold: boolean;
}

const nested = (values: Iterable<readonly [string, unknown]>): Record<string, unknown> => {
  const entity: Record<string, Record<string, unknown>> = {};
  for (const [path, shown] of values) {
    const [group = '', name] = path.split('.');
    if (name === undefined) entity[group] = { value: shown };
    else (entity[group] ??= {})[name] = { value: shown };
  }
  return entity;
};

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
    const values: Values = new Map(valuesOf(fields));
    const existing = this.rows.find((row) => (id === undefined ? this.hasKey(row, values) : row.id === id));
    if ((existing === undefined) !== (condition === 'insert')) return { status: 412, entity: {} };
    const faults = this.faultsIn(values, existing);
    if (faults.length > 0) return { status: 422, entity: this.withFaults(values, faults) };
    const row = existing ?? this.insert(values);
    for (const [path, value] of values) if (path !== 'ProjectID') row.values.set(path, value);
    if (Hold !== undefined) row.hold = Hold.value;
    return { status: 200, entity: this.shown(row, []) };
  }

  /** An entity as an answer holds it: linked ones only where they are asked for, dates with a time, keys padded. */
  shown({ id, values, hold }: Row, expanded: readonly string[]): Record<string, unknown> {
    const visible = [...values].filter(([path]) => !path.includes('.') || expanded.includes(path.split('.')[0] ?? ''));
    const formed = visible.map(([path, value]): [string, unknown] => [path, this.formed(path, value)]);
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

  private formed(path: string, value: string | number): string | number {
    if (path.endsWith('Date')) return `${value}T00:00:00+00:00`;
    return path === 'Customer' ? String(value).padEnd(10) : value;
  }

  private hasKey({ values }: Row, given: Values): boolean {
    return given.has('ProjectID') && keyOf(values.get('ProjectID')) === keyOf(given.get('ProjectID'));
  }

  private insert(values: Values): Row {
    this.lastId += 1;
    const number = String(this.lastId).padStart(8, '0');
    const row: Row = { id: `5d4c2b1a-0000-4000-8000-0000${number}`, values: new Map(), hold: true };
    row.values.set('ProjectID', this.options.numbersProjects ? `PR${number}` : (values.get('ProjectID') ?? ''));
    this.rows.push(row);
    return row;
  }

  private faultsIn(values: Values, existing: Row | undefined): Fault[] {
    const { templates, customers, numbersProjects } = this.options;
    const wantsKey = existing === undefined && !numbersProjects && keyOf(values.get('ProjectID')) === '';
    return [
      ...faultsOfTexts(values),
      ...faultOfKey(values, 'Customer', customers),
      ...faultOfKey(values, 'ProjectTemplateID', templates),
      ...(wantsKey ? [['ProjectID', "'Project ID' cannot be empty."] as const] : []),
    ];
  }

  private withFaults(values: Values, faults: readonly Fault[]): Record<string, unknown> {
    const entity = nested([...values].filter(([path]) => !faults.some(([faulty]) => faulty === path)));
    for (const [path, error] of faults) {
      const [group = '', name] = path.split('.');
      const fault = { value: values.get(path), error };
      entity[group] = name === undefined ? fault : { ...Object(entity[group]), [name]: fault };
    }
    return { id: 'new', rowNumber: 1, error: "Inserting  'Project' record raised at least one error.", ...entity };
  }
}
