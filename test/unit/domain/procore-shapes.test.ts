import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { canonicalJson } from '#domain/canonical.ts';
import { readSending } from '#domain/sending.ts';
import { smallestBody } from './broken-fields.ts';

/**
 * Procore's description of its project, as read (the answer of "Create project") and as written (its body). It may not be
 * passed on, so it lies beside the project on machines that have it, and these tests are skipped on others.
 */
const CONTRACT = new URL('../../../../shared/contracts/procore/RestV10ProjectsPost.json', import.meta.url);
const isHere = existsSync(CONTRACT);

const property = z.object({
  type: z.string(),
  format: z.string().optional(),
  enum: z.array(z.json()).optional(),
  get properties() {
    return z.record(z.string(), property).optional();
  },
  get items() {
    return property.optional();
  },
});
type Property = z.infer<typeof property>;

const contract = z.object({
  responses: z.object({ '201': z.object({ schema: property }) }),
  requestBody: z.object({ schema: z.object({ properties: z.object({ project: property }) }) }),
});

const TEXTS: Readonly<Record<string, string>> = {
  date: '2026-11-23',
  'date-time': '2026-11-23T12:00:00Z',
  float: '1250000.50',
  email: 'harbour-bridge@example.com',
};

const NAMED: Readonly<Record<string, string>> = { state_code: 'CA', country_code: 'US' };

/** Values of Procore's type for a field, each of which a UI may hold. */
const valuesOf = (name: string, { type, format, enum: members, properties, items }: Property): unknown[] => {
  if (members) return [...members, null];
  switch (type) {
    case 'string':
      return [NAMED[name] ?? TEXTS[format ?? ''] ?? 'Some text', null];
    case 'integer':
      return [7, null];
    case 'number':
      return [12.5, 7, null];
    case 'boolean':
      return [true, false, null];
    case 'array':
      return [[], items ? [valuesOf(name, items)[0]] : [], null];
    case 'object': {
      const members = Object.entries(properties ?? {});
      const filled = Object.fromEntries(members.map(([key, member]) => [key, valuesOf(key, member)[0]]));
      return [filled, Object.fromEntries(members.map(([key]) => [key, null])), null];
    }
    default:
      throw new Error(`Procore's type ${type} of ${name} is new.`);
  }
};

const shapes = (): { shape: string; fields: [string, Property][] }[] => {
  if (!isHere) return [];
  const { responses, requestBody } = contract.parse(JSON.parse(readFileSync(CONTRACT, 'utf8')));
  return [
    { shape: 'read', fields: Object.entries(responses['201'].schema.properties ?? {}) },
    { shape: 'written', fields: Object.entries(requestBody.schema.properties.project.properties ?? {}) },
  ];
};

const post = (project: Readonly<Record<string, unknown>>) =>
  readSending({ ...smallestBody, project: { ...smallestBody.project, ...project } });

const cases = shapes().flatMap(({ shape, fields }) => fields.map(([name, field]) => ({ shape, name, field })));

describe('a project as Procore describes it', () => {
  it.skipIf(!isHere)('has the fields that this test was written for', () => {
    expect(shapes().map(({ fields }) => fields.length)).toEqual([75, 56]);
  });

  it.skipIf(!isHere).each(cases)('is taken with $name as $shape', ({ name, field }) => {
    const required = name === 'id' || name === 'name';
    for (const value of valuesOf(name, field).filter((one) => one !== null || !required)) {
      const { snapshot, ignored_fields } = post({ [name]: value });
      expect(ignored_fields).toEqual([]);
      const kept = Object.entries(snapshot.project).find(([key]) => key === name)?.[1];
      if (typeof value === 'string' && field.format === 'float') expect(kept).toBe(Number(value));
      else if (value !== null) expect(kept).toEqual(value);
    }
  });

  it.skipIf(!isHere).each(shapes())('is taken whole as $shape, and reads the same when posted again', ({ fields }) => {
    const whole = Object.fromEntries(fields.map(([name, field]) => [name, valuesOf(name, field)[0]]));
    const { snapshot, ignored_fields } = post(whole);
    expect(ignored_fields).toEqual([]);
    expect(Object.keys(snapshot.project).sort()).toEqual([...new Set(['id', 'name', ...Object.keys(whole)])].sort());
    expect(canonicalJson(readSending(snapshot).snapshot)).toBe(canonicalJson(snapshot));
  });
});
