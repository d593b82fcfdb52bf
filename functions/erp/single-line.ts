/**
 * Text as ERPs take it in names and cells: one line, well-formed Unicode, no control characters, no outer white space.
 * Line breaks and tabs become a space: importers that read line by line break on them, and Tryton refuses them in names.
 */
export const singleLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\s\u0085]+/gu, ' ')
    .replace(/\p{Cc}/gu, '')
    .trim();
