import * as z from 'zod/mini';
import { DomainError } from '#domain/errors.ts';
import type { AcceptField } from '#domain/capability.ts';

/** The approver's extra fields by key, trimmed; a field left empty is absent. */
export type AcceptedFields = Record<string, string>;

const faultOf = (field: AcceptField, value: string): string | null => {
  if (value === '') return field.required ? 'is required' : null;
  if (value.length > field.max_length) return `must be at most ${field.max_length} characters long`;
  if (field.type === 'date' && !z.iso.date().safeParse(value).success) return 'must be a date such as 2026-11-23';
  if (field.pattern !== null && !new RegExp(`^(?:${field.pattern})$`, 'u').test(value))
    return 'is not in the form the ERP takes';
  return null;
};

/**
 * Checks what an approver filled in against what the connector asks for.
 * @throws {DomainError} `invalid_fields`, naming each field `fields.<key>`; fields nobody asked for are refused too.
 */
export const readAcceptFields = (
  asked: readonly AcceptField[],
  given: Readonly<Record<string, string>>,
): AcceptedFields => {
  const faults: Record<string, string[]> = {};
  const accepted: Record<string, string> = {};
  for (const field of asked) {
    const value = (given[field.key] ?? '').trim();
    const fault = faultOf(field, value);
    if (fault !== null) faults[`fields.${field.key}`] = [fault];
    else if (value !== '') accepted[field.key] = value;
  }
  const keys = new Set(asked.map((field) => field.key));
  for (const key of Object.keys(given)) if (!keys.has(key)) faults[`fields.${key}`] = ['is not a field of this ERP'];
  if (Object.keys(faults).length > 0) {
    throw new DomainError('invalid_fields', 'Some of the fields for the ERP are missing or malformed.', {
      fields: faults,
    });
  }
  return accepted;
};
