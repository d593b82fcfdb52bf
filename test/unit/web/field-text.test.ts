import { describe, expect, it } from 'vitest';
import { fieldLabel, fieldValue } from '#web/field-text.ts';
import { amount, instant } from '#web/format.ts';

describe('field labels', () => {
  it.each([
    ['project.start_date', 'Start date'],
    ['project.parent_job_id', 'Parent job ID'],
    ['fields.job_id', 'Job ID'],
    ['job_id', 'Job ID'],
    ['cost_codes.01-100.2', 'Cost code 01-100.2'],
    ['cost_codes', 'Cost codes'],
    ['project.tz_name', 'Time zone name'],
    ['fields.some_erp_id', 'Some erp ID'],
    ['fields.constructor', 'Constructor'],
  ])('%s is %s', (path, label) => {
    expect(fieldLabel(path)).toBe(label);
  });
});

describe('field values', () => {
  const types = [
    { code: 'L', name: 'Labor' },
    { code: 'M', name: '' },
  ];
  it.each([
    ['project.total_value', 1234.5, '1,234.50'],
    ['project.office_id', 1234, '1234'],
    ['project.active', true, 'yes'],
    ['project.active', false, 'no'],
    ['project.name', '', 'empty'],
    ['project.name', null, 'not set'],
    ['project.name', undefined, 'not set'],
    ['project.departments', [{ id: 1 }], '[{"id":1}]'],
    ['cost_codes.01', { name: 'Concrete', line_item_types: types }, 'Concrete · L Labor, M'],
    ['cost_codes.01', { name: '', line_item_types: [] }, 'empty'],
    ['cost_codes.01', { name: 5 }, '{"name":5}'],
  ])('%s %j is shown as %s', (path, value, shown) => {
    expect(fieldValue(path, value)).toBe(shown);
  });
});

describe('amounts and instants', () => {
  it('shows money without a currency and loses no digit', () => {
    expect(amount(48_250_000)).toBe('48,250,000.00');
    expect(amount(0.1)).toBe('0.10');
    expect(amount(-1234.567)).toBe('-1,234.567');
    expect(amount(9_999_999_999_999.99)).toBe('9,999,999,999,999.99');
    expect(amount(undefined)).toBe('not stated');
    expect(amount(null)).toBe('not stated');
  });

  it.each([
    ['2026-11-23T14:03:59.999Z', 'America/Los_Angeles', '2026-11-23 06:03 PST'],
    ['2026-07-01T05:00:00.000Z', 'America/Los_Angeles', '2026-06-30 22:00 PDT'],
    ['2026-12-31T23:59:00.000Z', 'Europe/Berlin', '2027-01-01 00:59 GMT+1'],
    ['2026-11-23T00:00:00.000Z', 'UTC', '2026-11-23 00:00 UTC'],
    ['2026-11-22T18:15:00.000Z', 'Asia/Kathmandu', '2026-11-23 00:00 GMT+5:45'],
  ])('shows %s as the clocks of %s do: %s', (iso, timeZone, shown) => {
    expect(instant(iso, timeZone)).toBe(shown);
  });

  it('shows instants in UTC where no zone is known, and names it', () => {
    expect(instant('2026-11-23T14:03:59.999Z')).toBe('2026-11-23 14:03 UTC');
    expect(instant('2026-11-23T23:30:00-05:00')).toBe('2026-11-24 04:30 UTC');
  });
});
