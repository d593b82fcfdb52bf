import type { Texts } from '#web/texts/en.ts';

const ACCENTS: Readonly<Record<string, string>> = {
  a: 'á',
  e: 'é',
  i: 'í',
  o: 'ó',
  u: 'ú',
  n: 'ñ',
  s: 'š',
  A: 'Á',
  E: 'É',
};

/** Marks a text as coming from a catalogue. */
const marked = (text: string): string => `⟦${text.replace(/[aeiounsAE]/g, (letter) => ACCENTS[letter] ?? letter)}⟧`;

/** Not words: they name the language to programs. */
const TECHNICAL: ReadonlySet<string> = new Set(['language', 'locale']);

interface Pseudo {
  readonly catalogue: Texts;
  /** Paths of texts that no rendering since has shown, given all that was rendered. */
  readonly unshown: (rendered: string) => string[];
}

/** A catalogue made from another one: each of its texts is marked, so whatever is not is nobody's or somebody's data. */
export const pseudoLanguage = (original: Texts): Pseudo => {
  const strings = new Map<string, string>();
  const functions = new Map<string, boolean>();
  const made = (value: unknown, path: string): unknown => {
    if (typeof value === 'string') {
      const text = marked(value);
      strings.set(path, text);
      return text;
    }
    if (typeof value === 'function') {
      functions.set(path, false);
      return (...args: unknown[]) => {
        functions.set(path, true);
        return marked(String(Reflect.apply(value, undefined, args)));
      };
    }
    return Object.fromEntries(
      Object.entries(value as object).map(([key, child]) => [
        key,
        TECHNICAL.has(key) && path === '' ? child : made(child, path === '' ? key : `${path}.${key}`),
      ]),
    );
  };
  return {
    catalogue: { ...(made(original, '') as Texts), language: 'en-XA' },
    unshown: (rendered) => [
      ...[...strings].filter(([, text]) => !rendered.includes(text)).map(([path]) => path),
      ...[...functions].filter(([, called]) => !called).map(([path]) => path),
    ],
  };
};

/** What is left of a text when everything that came from the catalogue is taken away, brackets within brackets too. */
export const unmarked = (text: string): string => {
  let depth = 0;
  let rest = '';
  for (const character of text) {
    if (character === '⟦') depth += 1;
    else if (character === '⟧') depth -= 1;
    else if (depth === 0) rest += character;
  }
  return rest;
};
