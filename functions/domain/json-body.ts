import { DomainError } from '#domain/errors.ts';

/** Deepest nesting taken. Procore's deepest member, a list custom field, stands seven levels down. */
const DEEPEST = 16;

interface Fault {
  readonly path: readonly string[];
  readonly message: string;
}

const faultIn = (value: unknown, levelsLeft: number): Fault | null => {
  if (typeof value === 'string')
    return value.isWellFormed() ? null : { path: [], message: 'is not valid Unicode text' };
  if (typeof value !== 'object' || value === null) return null;
  if (levelsLeft === 0) return { path: [], message: `is nested more than ${DEEPEST} levels deep` };
  for (const [key, member] of Object.entries(value)) {
    const fault = faultIn(key, 0) ?? faultIn(member, levelsLeft - 1);
    if (fault !== null) return { ...fault, path: [key.toWellFormed(), ...fault.path] };
  }
  return null;
};

/**
 * Refuses what JSON allows but nothing behind it survives: nesting that would exhaust the stack of every recursive reader,
 * and half surrogate pairs (`"\ud800"`), which have no UTF-8 form, so that a store would hand back another text than was hashed.
 * @throws {DomainError} `invalid_fields`, naming the first such member by its dotted path.
 */
export const requireFitJson = (body: unknown): void => {
  const fault = faultIn(body, DEEPEST);
  if (fault === null) return;
  throw new DomainError('invalid_fields', 'The body holds something that cannot be stored.', {
    fields: { [fault.path.join('.') || 'body']: [fault.message] },
  });
};
