import { format, resolveConfig } from 'prettier';

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

/** A table of Markdown. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

/** A page laid out as all pages of the project are. */
export const laidOut = async (page: string): Promise<string> =>
  format(page, { ...(await resolveConfig('README.md')), parser: 'markdown' });
