import { describe, expect, it } from 'vitest';
import { readAcceptFields } from '#domain/accept-fields.ts';
import type { AcceptField } from '#domain/capability.ts';
import { DomainError } from '#domain/errors.ts';

const field = (key: string, over: Partial<AcceptField> = {}): AcceptField => ({
  key,
  label: key,
  type: 'string',
  required: false,
  max_length: 10,
  pattern: null,
  options: false,
  ...over,
});

const asked = [
  field('job_id', { required: true, pattern: '[A-Z]-\\d{3}|X' }),
  field('opened_on', { type: 'date' }),
  field('note'),
];

const faults = (given: Readonly<Record<string, string>>): DomainError['fields'] => {
  try {
    readAcceptFields(asked, given);
    return undefined;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'invalid_fields') return error.fields;
    throw error;
  }
};

describe('the fields an approver fills in', () => {
  it('are trimmed, and absent when left empty', () => {
    expect(readAcceptFields(asked, { job_id: ' P-042 ', opened_on: '2028-02-29', note: '  ' })).toEqual({
      job_id: 'P-042',
      opened_on: '2028-02-29',
    });
    expect(readAcceptFields([], {})).toEqual({});
  });

  it.each([
    ['job_id', {}, 'is required'],
    ['job_id', { job_id: ' ' }, 'is required'],
    ['job_id', { job_id: 'P-042 and more' }, 'must be at most 10 characters long'],
    ['job_id', { job_id: 'P-42' }, 'is not in the form the ERP takes'],
    ['job_id', { job_id: 'PP-042' }, 'is not in the form the ERP takes'],
    ['job_id', { job_id: 'XX' }, 'is not in the form the ERP takes'],
    ['opened_on', { job_id: 'X', opened_on: '23.11.2026' }, 'must be a date such as 2026-11-23'],
    ['opened_on', { job_id: 'X', opened_on: '2026-02-30' }, 'must be a date such as 2026-11-23'],
    ['colour', { job_id: 'X', colour: 'red' }, 'is not a field of this ERP'],
    ['__proto__', { job_id: 'X', ['__proto__']: 'red' }, 'is not a field of this ERP'],
    ['constructor', { job_id: 'X', constructor: 'red' }, 'is not a field of this ERP'],
  ])('are refused naming fields.%s', (key, given, message) => {
    expect(faults(given)).toEqual({ [`fields.${key}`]: [message] });
  });

  it('are refused naming all that is wrong at once', () => {
    expect(Object.keys(faults({ opened_on: 'soon', colour: 'red' }) ?? {})).toEqual([
      'fields.job_id',
      'fields.opened_on',
      'fields.colour',
    ]);
  });

  it('may be as long as the limit', () => {
    expect(readAcceptFields([field('note')], { note: 'x'.repeat(10) })).toEqual({ note: 'x'.repeat(10) });
  });
});
