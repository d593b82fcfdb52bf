/**
 * Text as ERPs take it in names and cells: one line, well-formed Unicode, no control characters, no outer white space.
 * Line breaks become spaces because importers that read line by line break on them, and Tryton refuses them in names.
 */
export const singleLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
