import * as z from 'zod';
import { DomainError, type FieldErrors } from '#domain/errors.ts';
import { costCode, project, snapshot, type Snapshot } from '#domain/project.ts';

/** What a sender posts: the project, its cost codes and an optional note to the approver. */
export const sending = snapshot.extend({ note: z.string().trim().max(2_000).optional() });

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

/** Messages of a zod error by dotted path, in the form the API answers with. */
export const fieldErrors = (error: z.ZodError): FieldErrors => {
  const fields: Record<string, string[]> = {};
  for (const issue of error.issues) {
    const path = issue.path.map(String);
    const names =
      issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key].join('.')) : [path.join('.') || 'body'];
    for (const name of names) (fields[name] ??= []).push(issue.message);
  }
  return fields;
};

/**
 * Reads the body of a send or a preview.
 * @throws {DomainError} `invalid_fields`, naming every field of the wrong type or form.
 */
export const readSending = (body: unknown): Sending => {
  const ignored = new Set<string>();
  const known = keepKnown(body, sending.shape, '', ignored);
  if (isObject(known)) {
    known['project'] = keepKnown(known['project'], project.shape, 'project.', ignored);
    const codes = known['cost_codes'];
    if (Array.isArray(codes)) {
      known['cost_codes'] = codes.map((code) => keepKnown(code, costCode.shape, 'cost_codes.', ignored));
    }
  }
  const parsed = sending.safeParse(known);
  if (!parsed.success) {
    throw new DomainError('invalid_fields', 'Some fields are missing or malformed.', { fields: fieldErrors(parsed.error) });
  }
  const { note, ...content } = parsed.data;
  return { snapshot: content, note: note ? note : null, ignored_fields: [...ignored].sort() };
};
