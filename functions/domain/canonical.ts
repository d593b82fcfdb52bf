import { hash } from 'node:crypto';

/**
 * Canonical JSON after RFC 8785 (JCS): members sorted by UTF-16 code units, no white space, `undefined` members left out.
 * Equal values give equal text, so a hash of it stands for the value.
 * @throws {TypeError} for what the RFC refuses: numbers that are not finite, and text with half a surrogate pair.
 */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = new Map<string, unknown>(Object.entries(value));
    let text = '';
    for (const key of [...members.keys()].sort()) {
      const member = members.get(key);
      if (member !== undefined) text += `${text === '' ? '' : ','}${canonicalJson(key)}:${canonicalJson(member)}`;
    }
    return `{${text}}`;
  }
  if (typeof value === 'string' && !value.isWellFormed())
    throw new TypeError('Text with half a surrogate pair has no canonical form.');
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${value} has no canonical form.`);
  return JSON.stringify(value);
};

/** Lower-case hexadecimal SHA-256 of a value's canonical JSON. */
export const sha256Of = (value: unknown): string => hash('sha256', canonicalJson(value));
