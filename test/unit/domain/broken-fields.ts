import * as z from 'zod';
import { costCode, costType, project } from '#domain/project.ts';
import { sending } from '#domain/sending.ts';

/** A field of the body of a send: how it is posted with a given value, what its errors are named, and what it must not take. */
export interface Field {
  readonly name: string;
  readonly bodyWith: (value: unknown) => unknown;
  readonly wrongTypes: readonly unknown[];
  readonly wrongForms: readonly unknown[];
}

const PROJECT = { id: 42, name: 'Harbour Bridge' };
const TYPE = { code: 'L', name: 'Labor' };
const CODE = { id: 7, full_code: '01-010', name: 'Concrete', line_item_types: [TYPE] };

/** The smallest body that can be sent. */
export const smallestBody = { project: PROJECT, cost_codes: [CODE] } as const;

const SAMPLES = { string: 'x', number: 12.5, boolean: true, array: [['x']], object: { x: 1 } };

const schemaText = z.object({
  type: z.string().optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  enum: z.array(z.string()).optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  maximum: z.number().optional(),
  anyOf: z.array(z.object({ type: z.string() })).optional(),
});

/** What a field's schema says in JSON Schema, so that the table of wrong values follows the schema. */
const described = (schema: z.core.$ZodType) => schemaText.parse(z.toJSONSchema(schema, { io: 'input' }));

const wrongTypesFor = (schema: z.core.$ZodType): unknown[] => {
  const { type, anyOf = [] } = described(schema);
  const taken = new Set([type, ...anyOf.map((one) => one.type)]);
  return Object.entries(SAMPLES)
    .filter(([sample]) => !taken.has(sample))
    .map(([, value]) => value);
};

const wrongFormsFor = (schema: z.core.$ZodType): unknown[] => {
  const {
    format,
    pattern,
    enum: members,
    minLength = 0,
    maxLength,
    minimum,
    exclusiveMinimum,
    maximum,
  } = described(schema);
  return [
    ...(format === 'date' ? ['2026-02-30', '23.11.2026', '2026-11-23T12:00:00Z', ''] : []),
    ...(format === 'date-time' ? ['2026-11-23', 'yesterday', '2026-11-23T25:00:00Z'] : []),
    ...(format === undefined && pattern !== undefined ? ['', '!', 'United States'] : []),
    ...(members ? ['another', '', members[0]?.toUpperCase().concat('!')] : []),
    ...(minLength > 0 ? [''] : []),
    ...(maxLength === undefined ? [] : ['x'.repeat(maxLength + 1)]),
    ...(minimum === undefined ? [] : [minimum - 1]),
    ...(exclusiveMinimum === undefined ? [] : [exclusiveMinimum]),
    ...(maximum === undefined ? [] : [maximum + 1]),
  ];
};

const fieldsOf = (
  shape: Readonly<Record<string, z.core.$ZodType>>,
  prefix: string,
  bodyWith: (key: string, value: unknown) => unknown,
): Field[] =>
  Object.entries(shape).map(([key, schema]) => ({
    name: prefix + key,
    bodyWith: (value) => bodyWith(key, value),
    wrongTypes: wrongTypesFor(schema),
    wrongForms: wrongFormsFor(schema),
  }));

/** Every field of the body, however deep. */
export const everyField: readonly Field[] = [
  ...fieldsOf(sending.shape, '', (key, value) => ({ ...smallestBody, [key]: value })),
  ...fieldsOf(project.shape, 'project.', (key, value) => ({ ...smallestBody, project: { ...PROJECT, [key]: value } })),
  ...fieldsOf(costCode.shape, 'cost_codes.1.', (key, value) => ({
    ...smallestBody,
    cost_codes: [CODE, { ...CODE, [key]: value }],
  })),
  ...fieldsOf(costType.shape, 'cost_codes.0.line_item_types.1.', (key, value) => ({
    ...smallestBody,
    cost_codes: [{ ...CODE, line_item_types: [TYPE, { ...TYPE, [key]: value }] }],
  })),
];
