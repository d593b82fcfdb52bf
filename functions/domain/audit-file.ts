/** More levels than any event has. Deeper text is made to exhaust the stack of whoever reads it. */
const DEEPEST = 100;

/** Something in the place of an event. */
export interface AuditEntry {
  readonly value: unknown;
  /** A name that one of its objects holds twice. `JSON.parse` takes the last of the two, other readers the first. */
  readonly repeatedName: string | null;
}

/** What an audit file holds, in its order, or why it is none. */
export type AuditFile = { readonly entries: readonly AuditEntry[] } | { readonly fault: string };

const parsed = (json: string): { readonly value: unknown } | null => {
  try {
    return { value: JSON.parse(json) };
  } catch {
    return null;
  }
};

/** The value of a JSON text, or those of JSON Lines; the index of the first line that is neither. */
const valuesOf = (text: string): unknown[] | number => {
  const whole = parsed(text);
  if (whole) return [whole.value];
  const values: unknown[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const one = parsed(line);
    if (one === null) return index;
    values.push(one.value);
  }
  return values;
};

const TOKEN = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[[\]{}]/g;

/** For each outermost object of JSON texts, a name that one of its objects holds twice; null for texts nested too deeply. */
const repeatedNames = (json: string): (string | null)[] | null => {
  const found: (string | null)[] = [];
  /** The names so far of each object around, null for an array. */
  const around: (Set<unknown> | null)[] = [];
  for (const [token, text, colon] of json.matchAll(TOKEN)) {
    if (token === '{' && around.every((names) => names === null)) found.push(null);
    if (token === '{' || token === '[') around.push(token === '{' ? new Set() : null);
    if (token === '}' || token === ']') around.pop();
    if (around.length > DEEPEST) return null;
    if (text === undefined || colon === undefined) continue;
    const name = String(JSON.parse(text));
    const names = around.at(-1);
    if (names?.has(name)) found.push(found.pop() ?? name);
    names?.add(name);
  }
  return found;
};

/**
 * Reads the entries of an audit file: an array of events, an array of such arrays, or either of them a line. Nothing is dropped
 * from an event: the hash covers members that nobody knows. `firstLine`: the text's place in a longer one.
 */
export const readAuditFile = (text: string, firstLine = 1): AuditFile => {
  const documents = valuesOf(text);
  if (typeof documents === 'number') {
    return { fault: `it is neither JSON nor JSON Lines, see line ${firstLine + documents}` };
  }
  const names = repeatedNames(text);
  if (names === null) return { fault: `it is nested more than ${DEEPEST} levels deep` };
  // An entry is one outermost object, up to the first that is none: nobody looks further.
  return { entries: documents.flat(2).map((value, index) => ({ value, repeatedName: names[index] ?? null })) };
};
