import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { canonicalJson } from '#domain/canonical.ts';
import { DomainError } from '#domain/errors.ts';
import { project, snapshot } from '#domain/project.ts';
import { fieldErrors } from '#domain/field-errors.ts';
import { readSending } from '#domain/sending.ts';
import { aSnapshot, costCodes } from '#test/support/records.ts';
import { everyField, smallestBody } from './broken-fields.ts';

/** The fields that a body is refused for, with their messages. Anything thrown but a DomainError fails the test. */
const faults = (body: unknown): DomainError['fields'] => {
  try {
    readSending(body);
    return undefined;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    expect(error.code).toBe('invalid_fields');
    return error.fields;
  }
};

const nestedIn = (levels: number): unknown => {
  let value: unknown = 'core';
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { inner: value };
  return value;
};

describe('a body that can be sent', () => {
  it('is read whole', () => {
    const body = { ...aSnapshot(), note: ' Please by Friday. ' };
    expect(readSending(body)).toEqual({ snapshot: aSnapshot(), note: 'Please by Friday.', ignored_fields: [] });
  });

  it.each([undefined, null, '', '   '])('has no note when the note is %j', (note) => {
    expect(readSending({ ...smallestBody, note }).note).toBeNull();
  });

  it('loses its nulls, which are Procore’s "not set"', () => {
    const nulls = Object.fromEntries(Object.keys(project.shape).map((key) => [key, null]));
    const body = { ...smallestBody, project: { ...nulls, ...smallestBody.project } };
    expect(readSending(body).snapshot.project).toEqual(smallestBody.project);
  });

  it('keeps nulls inside nested objects, which are the customer’s own', () => {
    const custom_fields = { custom_field_1: { data_type: 'string', value: null } };
    const body = { ...smallestBody, project: { ...smallestBody.project, custom_fields } };
    expect(readSending(body).snapshot.project.custom_fields).toEqual(custom_fields);
  });

  it('gives amounts as numbers, whether posted as number or as decimal text', () => {
    for (const total_value of [1250000.5, '1250000.50', '1250000.500000']) {
      const body = { ...smallestBody, project: { ...smallestBody.project, total_value } };
      expect(readSending(body).snapshot.project.total_value).toBe(1250000.5);
    }
  });

  it('names the fields outside Procore’s list in order, once each, and does not store them', () => {
    const [code] = smallestBody.cost_codes;
    const [type] = code.line_item_types;
    const read = readSending({
      zebra: 1,
      project: { ...smallestBody.project, colour: 'red', apartments: 12 },
      cost_codes: [
        { ...code, budgeted: true, line_item_types: [{ ...type, base_type: 'labor' }] },
        { ...code, full_code: '01-020', budgeted: false },
      ],
      company_id: 1,
    });
    expect(read.ignored_fields).toEqual([
      'company_id',
      'cost_codes.budgeted',
      'cost_codes.line_item_types.base_type',
      'project.apartments',
      'project.colour',
      'zebra',
    ]);
    expect(read.snapshot).toEqual({
      project: smallestBody.project,
      cost_codes: [code, { ...code, full_code: '01-020' }],
    });
  });

  it('may hold 4,000 cost codes and not one more', () => {
    expect(readSending(aSnapshot({ cost_codes: costCodes(4000) })).snapshot.cost_codes).toHaveLength(4000);
    expect(faults(aSnapshot({ cost_codes: costCodes(4001) }))).toEqual({
      cost_codes: ['must hold at most 4000 cost codes'],
    });
  });
});

describe('a body with a broken field', () => {
  it.each(everyField)('is refused naming $name', ({ name, bodyWith, wrongTypes, wrongForms }) => {
    expect(wrongTypes.length).toBeGreaterThan(2);
    for (const value of [...wrongTypes, ...wrongForms])
      expect(Object.keys(faults(bodyWith(value)) ?? {}), JSON.stringify(value)).toEqual([name]);
  });

  it.each([
    ['project', { cost_codes: [] }],
    ['project', { project: null, cost_codes: [] }],
    ['cost_codes', { project: smallestBody.project }],
    ['project.id', { ...smallestBody, project: { name: 'Harbour Bridge' } }],
    ['project.name', { ...smallestBody, project: { id: 42, name: '  ' } }],
    ['cost_codes.0', { ...smallestBody, cost_codes: [null] }],
    ['cost_codes.0.full_code', { ...smallestBody, cost_codes: [{ ...smallestBody.cost_codes[0], full_code: ' ' }] }],
    ['body', null],
    ['body', []],
    ['body', 'project'],
    ['project.department_ids.1', { ...smallestBody, project: { ...smallestBody.project, department_ids: [1, 'two'] } }],
    ['project.departments.0', { ...smallestBody, project: { ...smallestBody.project, departments: ['Bridges'] } }],
  ])('names %s', (name, body) => {
    expect(Object.keys(faults(body) ?? {})).toEqual([name]);
  });

  it.each(['abc', '', '1,000.00', '1e5', ' 1', '12345678901234', 1e13, -1e13, [], true])(
    'takes no %j as an amount',
    (total_value) => {
      const found = faults({ ...smallestBody, project: { ...smallestBody.project, total_value } });
      expect(found?.['project.total_value']?.[0]).toMatch(/^must be /);
    },
  );

  it('names all of them at once', () => {
    const body = { project: { id: 'x', name: 1, start_date: 'soon' }, cost_codes: [{ id: 1 }], note: 3 };
    expect(Object.keys(faults(body) ?? {}).sort()).toEqual([
      'cost_codes.0.full_code',
      'cost_codes.0.line_item_types',
      'cost_codes.0.name',
      'note',
      'project.id',
      'project.name',
      'project.start_date',
    ]);
  });
});

describe('a hostile body', () => {
  it('cannot smuggle members in by names that objects have of themselves', () => {
    const evil = '"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}, "toString": 1';
    const [code] = smallestBody.cost_codes;
    const read = readSending(
      JSON.parse(`{${evil}, "project": {"id": 42, "name": "x", "custom_fields": {${evil}}, ${evil}},
        "cost_codes": [{${JSON.stringify(code).slice(1, -1)}, ${evil}}]}`),
    );
    const smuggled = ['__proto__', 'constructor', 'toString'];
    expect(read.ignored_fields).toEqual(
      ['', 'cost_codes.', 'project.'].flatMap((prefix) => smuggled.map((name) => prefix + name)).sort(),
    );
    expect(Object.keys(read.snapshot.project)).toEqual(['id', 'name', 'custom_fields']);
    expect(Object.keys(read.snapshot.cost_codes[0] ?? {}).sort()).toEqual(Object.keys(code).sort());
    expect(Object.getPrototypeOf(read.snapshot.project)).toBe(Object.prototype);
    expect('polluted' in {}).toBe(false);
  });

  it.each([
    [
      'project.custom_fields',
      (deep: unknown) => ({ ...smallestBody, project: { ...smallestBody.project, custom_fields: deep } }),
    ],
    ['project.junk', (deep: unknown) => ({ ...smallestBody, project: { ...smallestBody.project, junk: deep } })],
    ['cost_codes.0', (deep: unknown) => ({ ...smallestBody, cost_codes: [deep] })],
    ['junk', (deep: unknown) => ({ ...smallestBody, junk: deep })],
  ])('nested without end in %s is refused there', (name, bodyWith) => {
    const [field, ...others] = Object.keys(faults(bodyWith({ a: nestedIn(100_000) })) ?? {});
    expect(others).toEqual([]);
    expect(field?.startsWith(`${name}.`)).toBe(true);
    expect(field?.split('.').length).toBeLessThan(20);
  });

  it.each([
    ['project.name', { ...smallestBody, project: { id: 42, name: 'a\ud800' } }],
    ['note', { ...smallestBody, note: '\udc00' }],
    [
      'project.custom_fields.a.value',
      { ...smallestBody, project: { ...smallestBody.project, custom_fields: { a: { value: '\ud800' } } } },
    ],
    ['a\ufffd', { ...smallestBody, 'a\ud800': 1 }],
  ])('with half a surrogate pair is refused naming %s', (name, body) => {
    expect(faults(body)).toEqual({ [name]: ['is not valid Unicode text'] });
  });

  it.each(['"', '\\', '\n', 'a"b'])(
    'with a member called %j is refused, because it might come back as another',
    (name) => {
      const custom_fields = { inner: { [name]: 1 } };
      expect(faults({ ...smallestBody, project: { ...smallestBody.project, custom_fields } })).toEqual({
        [`project.custom_fields.inner.${name}`]: [
          'has a quotation mark, a backslash or a control character in its name',
        ],
      });
    },
  );

  it('cannot fill the ledger with the names of ignored fields', () => {
    const junk = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`junk_${index}`, 1]));
    expect(Object.keys(faults({ ...smallestBody, ...junk }) ?? {})).toEqual(['body']);
  });

  it('is told the faults of its first twenty broken cost codes, and not of thousands', () => {
    const [code] = smallestBody.cost_codes;
    const codes = Array.from({ length: 4000 }, (_, index) => (index % 10 === 9 ? { ...code, name: 7 } : code));
    expect(Object.keys(faults({ ...smallestBody, cost_codes: codes }) ?? {})).toEqual(
      Array.from({ length: 20 }, (_, broken) => `cost_codes.${broken * 10 + 9}.name`),
    );
  });

  it('with too many cost codes is refused by their number, however broken they are', () => {
    const cost_codes = Array.from({ length: 100_000 }, () => 0);
    expect(faults({ ...smallestBody, cost_codes })).toEqual({ cost_codes: ['must hold at most 4000 cost codes'] });
  });

  it.each(['department_ids', 'departments'])('with too many %s is refused by their number', (field) => {
    const project = { ...smallestBody.project, [field]: Array.from({ length: 1001 }, () => 'x') };
    expect(Object.keys(faults({ ...smallestBody, project }) ?? {})).toEqual([`project.${field}`]);
  });

  it('gets an answer whatever it holds, and what is taken can be hashed', () => {
    const anything = fc.jsonValue({
      maxDepth: 4,
      stringUnit: fc.constantFrom('a', '\ud800', '\udfff', '__proto__', '\0'),
    });
    const almostRight = fc
      .tuple(fc.constantFrom(...everyField), anything)
      .map(([field, value]) => field.bodyWith(value));
    fc.assert(
      fc.property(fc.oneof(anything, almostRight), (body) => {
        if (faults(body) !== undefined) return;
        const read = readSending(body);
        expect(snapshot.parse(read.snapshot)).toEqual(read.snapshot);
        // What is sent is hashed, and so is the body as a whole, ignored fields and all.
        expect(canonicalJson(read.snapshot)).toBeTypeOf('string');
        expect(canonicalJson(body)).toBeTypeOf('string');
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the errors of a closed body', () => {
  it.each(['__proto__', 'constructor', 'toString', 'colour'])('name the unknown field %s', (name) => {
    const parsed = z.strictObject({ reason: z.string() }).safeParse(JSON.parse(`{"reason": "x", "${name}": 1}`));
    expect(Object.entries(fieldErrors(parsed.error ?? new z.ZodError([])))).toEqual([[name, [expect.any(String)]]]);
  });
});
