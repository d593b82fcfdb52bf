import { Ajv } from 'ajv';
import ajvFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string): object => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as object;

/** AsyncAPI's own JSON Schema of its documents. The copy without ids: its parts would else be taken for schemas of their own. */
const SCHEMA = 'node_modules/@asyncapi/specs/schemas/3.0.0-without-$id.json';

it('the contract of the events is a document of AsyncAPI 3.0, and one that is none is told', () => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajvFormats.default(ajv);
  const judge = ajv.compile(read(SCHEMA));
  const contract = read('../../docs/asyncapi.json');
  expect([judge(contract), judge.errors]).toEqual([true, null]);
  expect(judge({ ...contract, operations: { publish: { action: 'publish' } } })).toBe(false);
});
