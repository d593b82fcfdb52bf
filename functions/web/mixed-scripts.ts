/** Words of letters, marks and digits. */
const WORDS = /[\p{L}\p{M}\p{N}]+/gu;

const LATIN = /\p{Script=Latin}/u;

/** The alphabets with letters that look like Latin ones. */
const LOOK_ALIKE = /[\p{Script=Cyrillic}\p{Script=Greek}]/u;

/** Words that mix Latin with Cyrillic or Greek letters, each once: "Acmе" with a Cyrillic е is not Acme. */
export const mixedWords = (text: string): string[] => [
  ...new Set((text.match(WORDS) ?? []).filter((word) => LATIN.test(word) && LOOK_ALIKE.test(word))),
];
