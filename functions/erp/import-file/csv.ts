/** Text, or a number that stays one. Text is one line: {@link singleLine} has been over it. */
export type Cell = string | number;

/** Excel takes a file for UTF-8 only when it begins with this; otherwise every accented name arrives garbled, unnoticed. */
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * A sign that begins a formula, in both widths, with whatever is invisible or a quote before it. A cell begins at the start
 * of the text and, where the list separator of the country is a semicolon, after each semicolon as well: Excel then splits
 * there even inside quotes.
 */
const FORMULA = /(^|;)(?=[\s\p{Cf}"]*[=+\-@\t\r\n＝＋－＠])/gu;

/**
 * The text with an apostrophe before everything a spreadsheet could run as a formula.
 * Source: OWASP, "CSV Injection" (owasp.org/www-community/attacks/CSV_Injection).
 */
export const withoutFormulas = (text: string): string => text.replace(FORMULA, "$1'");

// All text is quoted, not only where RFC 4180 asks for it: then other list separators cannot split it.
const written = (cell: Cell): string =>
  typeof cell === 'number' ? String(cell) : `"${withoutFormulas(cell).replaceAll('"', '""')}"`;

/** CSV after RFC 4180 (comma, CRLF, also at the end), in UTF-8 with a byte order mark, safe to open in a spreadsheet. */
export const csv = (rows: readonly (readonly Cell[])[]): string =>
  BYTE_ORDER_MARK + rows.map((row) => `${row.map(written).join(',')}\r\n`).join('');
