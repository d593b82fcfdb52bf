import * as z from 'zod/mini';
import { DomainError, type FieldErrors } from '#domain/errors.ts';
import { fieldErrors } from '#domain/field-errors.ts';
import { requireFitJson } from '#domain/json-body.ts';
import { costCode, costType, MAX_COST_CODES, project, snapshot, type Snapshot } from '#domain/project.ts';

/** All names of ignored fields together, in characters: they stand in the ledger's item. Procore's own would fill a tenth. */
const MAX_IGNORED_LENGTH = 10_000;

/** Cost codes whose faults one answer names. */
const MOST_BROKEN_TOLD = 20;

/** What a sender posts: the project, its cost codes and an optional note to the approver. */
export const sending = z.extend(snapshot, { note: z.optional(z.string().check(z.trim(), z.maxLength(2_000))) });

/** A sending after parsing; `ignored_fields` are the posted fields outside Procore's list, by dotted path. */
export interface Sending {
  readonly snapshot: Snapshot;
  readonly note: string | null;
  readonly ignored_fields: readonly string[];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Drops nulls (Procore's "not set") and fields outside `known`, which it notes in `ignored` under `path`. */
const keepKnown = (value: unknown, known: object, path: string, ignored: Set<string>): unknown => {
  if (!isObject(value)) return value;
  const kept: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    if (!Object.hasOwn(known, key)) ignored.add(path + key);
    else if (member !== null) kept[key] = member;
  }
  return kept;
};

const keepKnownCode = (value: unknown, ignored: Set<string>): unknown => {
  const code = keepKnown(value, costCode.shape, 'cost_codes.', ignored);
  if (!isObject(code) || !Array.isArray(code['line_item_types'])) return code;
  const keepType = (type: unknown) => keepKnown(type, costType.shape, 'cost_codes.line_item_types.', ignored);
  return { ...code, line_item_types: code['line_item_types'].map(keepType) };
};

/** The cost codes up to the last one whose faults are told: an answer that names each of 4,000 broken ones helps nobody. */
const upToLastTold = (codes: readonly unknown[]): readonly unknown[] => {
  let told = 0;
  for (const [index, code] of codes.entries()) {
    if (!costCode.safeParse(code).success) told += 1;
    if (told === MOST_BROKEN_TOLD) return codes.slice(0, index + 1);
  }
  return codes;
};

const readCostCodes = (codes: unknown, ignored: Set<string>): unknown => {
  // Too many are refused by their number alone.
  if (!Array.isArray(codes) || codes.length > MAX_COST_CODES) return codes;
  return upToLastTold(codes.map((code) => keepKnownCode(code, ignored)));
};

const refused = (fields: FieldErrors): DomainError =>
  new DomainError('invalid_fields', 'Some fields are missing or malformed.', { fields });

/**
 * Reads the body of a send or a preview.
 * @throws {DomainError} `invalid_fields`, naming every field of the wrong type or form (of the first twenty broken cost codes).
 */
export const readSending = (body: unknown): Sending => {
  requireFitJson(body);
  const ignored = new Set<string>();
  const known = keepKnown(body, sending.shape, '', ignored);
  if (isObject(known)) {
    known['project'] = keepKnown(known['project'], project.shape, 'project.', ignored);
    known['cost_codes'] = readCostCodes(known['cost_codes'], ignored);
  }
  const parsed = sending.safeParse(known);
  if (!parsed.success) throw refused(fieldErrors(parsed.error));
  const ignoredFields = [...ignored].sort();
  if (ignoredFields.join('').length > MAX_IGNORED_LENGTH) {
    throw refused({ body: ['has too many fields that Procore does not have'] });
  }
  const { note, ...content } = parsed.data;
  return { snapshot: content, note: note === undefined || note === '' ? null : note, ignored_fields: ignoredFields };
};
