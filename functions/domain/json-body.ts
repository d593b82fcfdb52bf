import { DomainError } from '#domain/errors.ts';

/** Deepest nesting taken. Procore's deepest member, a list custom field, stands seven levels down. */
const DEEPEST = 16;

/** Names that JSON writes with an escape: Node 24 may read them back as other names (nodejs/node#63785). */
const ESCAPED_NAME = /["\\\p{Cc}]/u;

interface Fault {
  readonly path: readonly string[];
  readonly message: string;
}

const notUnicode: Fault = { path: [], message: 'is not valid Unicode text' };

const faultOfName = (name: string): Fault | null => {
  if (!name.isWellFormed()) return notUnicode;
  return ESCAPED_NAME.test(name)
    ? { path: [], message: 'has a quotation mark, a backslash or a control character in its name' }
    : null;
};

const faultIn = (value: unknown, levelsLeft: number): Fault | null => {
  if (typeof value === 'string') return value.isWellFormed() ? null : notUnicode;
  if (typeof value !== 'object' || value === null) return null;
  if (levelsLeft === 0) return { path: [], message: `is nested more than ${DEEPEST} levels deep` };
  for (const [name, member] of Object.entries(value)) {
    const fault = faultOfName(name) ?? faultIn(member, levelsLeft - 1);
    if (fault !== null) return { ...fault, path: [name.toWellFormed(), ...fault.path] };
  }
  return null;
};

/**
 * Refuses what JSON allows but what would not come back from a store as it was hashed, or not at all: half surrogate pairs
 * (`"\ud800"`), which have no UTF-8 form; names with escapes; nesting that would exhaust the stack of every recursive reader.
 * @throws {DomainError} `invalid_fields`, naming the first such member by its dotted path.
 */
export const requireFitJson = (body: unknown): void => {
  const fault = faultIn(body, DEEPEST);
  if (fault === null) return;
  throw new DomainError('invalid_fields', 'The body holds something that cannot be stored.', {
    fields: { [fault.path.join('.') || 'body']: [fault.message] },
  });
};
