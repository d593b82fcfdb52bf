import * as z from 'zod/mini';
import { DomainError } from '#domain/errors.ts';
import type { AcceptField } from '#domain/capability.ts';

/** The approver's extra fields by key, trimmed; a field left empty is absent. */
export type AcceptedFields = Record<string, string>;

/** What is wrong with a field for the ERP, for whoever says it in another language than the API. */
export type FieldFault =
  | { readonly code: 'required' | 'not_a_date' | 'wrong_form' | 'unknown_field' | 'no_option' }
  | { readonly code: 'too_long'; readonly max: number }
  /** The job exists already and keeps its number. */
  | { readonly code: 'job_id_kept'; readonly jobId: string }
  | { readonly code: 'job_id_taken'; readonly name: string }
  /** Somebody has accepted with another value before. */
  | { readonly code: 'accepted_otherwise'; readonly value: string; readonly by: string };

const messageOf = (fault: FieldFault): string => {
  switch (fault.code) {
    case 'required':
      return 'is required';
    case 'not_a_date':
      return 'must be a date such as 2026-11-23';
    case 'wrong_form':
      return 'is not in the form the ERP takes';
    case 'unknown_field':
      return 'is not a field of this ERP';
    case 'no_option':
      return 'is not among the values that the ERP has';
    case 'too_long':
      return `must be at most ${fault.max} characters long`;
    case 'job_id_kept':
      return `must be ${fault.jobId}: the job exists already and keeps its number`;
    case 'job_id_taken':
      return `is taken by the job "${fault.name}"`;
    case 'accepted_otherwise':
      return `must be "${fault.value}", as ${fault.by} has accepted it`;
  }
};

/** `invalid_fields` that also tells what is wrong in a form that a program can read. */
export class InvalidFields extends DomainError {
  /** By the field's dotted path, such as `fields.job_id`. */
  readonly faults: ReadonlyMap<string, FieldFault>;

  constructor(message: string, faults: ReadonlyMap<string, FieldFault>) {
    const fields = Object.fromEntries([...faults].map(([path, fault]) => [path, [messageOf(fault)]]));
    super('invalid_fields', message, { fields });
    this.faults = faults;
  }
}

const faultOf = (field: AcceptField, value: string): FieldFault | null => {
  if (value === '') return field.required ? { code: 'required' } : null;
  if (value.length > field.max_length) return { code: 'too_long', max: field.max_length };
  if (field.type === 'date' && !z.iso.date().safeParse(value).success) return { code: 'not_a_date' };
  const isInForm = field.pattern === null || new RegExp(`^(?:${field.pattern})$`, 'u').test(value);
  return isInForm ? null : { code: 'wrong_form' };
};

/**
 * Checks what an approver filled in against what the connector asks for.
 * @throws {InvalidFields} naming each field `fields.<key>`; fields nobody asked for are refused too.
 */
export const readAcceptFields = (
  asked: readonly AcceptField[],
  given: Readonly<Record<string, string>>,
): AcceptedFields => {
  const faults = new Map<string, FieldFault>();
  const accepted: Record<string, string> = {};
  for (const field of asked) {
    const value = (given[field.key] ?? '').trim();
    const fault = faultOf(field, value);
    if (fault !== null) faults.set(`fields.${field.key}`, fault);
    else if (value !== '') accepted[field.key] = value;
  }
  const keys = new Set(asked.map((field) => field.key));
  for (const key of Object.keys(given)) if (!keys.has(key)) faults.set(`fields.${key}`, { code: 'unknown_field' });
  if (faults.size > 0) throw new InvalidFields('Some of the fields for the ERP are missing or malformed.', faults);
  return accepted;
};
