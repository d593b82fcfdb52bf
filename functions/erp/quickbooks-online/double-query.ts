import type { Row } from '#erp/quickbooks-online/double-company.ts';
import { Fault } from '#erp/quickbooks-online/double-faults.ts';

/** Intuit, Customer: the properties marked as filterable. */
const FILTERABLE: ReadonlySet<string> = new Set([
  'Id',
  'DisplayName',
  'GivenName',
  'MiddleName',
  'FamilyName',
  'PrimaryEmailAddr',
  'Active',
  'CompanyName',
  'Balance',
  'PrintOnCheckName',
  'FullyQualifiedName',
]);

const LITERAL = String.raw`'(?:[^'\\]|\\.)*'|true|false`;
const CONDITION = String.raw`(\w+)\s*(=|like|in)\s*(${LITERAL}|\(\s*true\s*,\s*false\s*\))`;
const STATEMENT = new RegExp(
  String.raw`^select \* from customer(?: where (${CONDITION}(?: and ${CONDITION})*))?(?: orderby (\w+))?(?: startposition (\d+))?(?: maxresults (\d+))?$`,
  'iu',
);

const unparsable = (query: string): Fault =>
  new Fault('4000', 'Error parsing query', `QueryParserError: Encountered " ${query.slice(0, 40)} "`, '');

const valueOf = (literal: string): string =>
  literal.startsWith("'") ? literal.slice(1, -1).replace(/\\(.)/gsu, '$1') : literal.toLowerCase();

/** Only % is a wildcard. */
const isLike = (text: string, pattern: string): boolean => {
  const parts = pattern.split('%').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'isu').test(text);
};

const isMet = (row: Row, [, property = '', operator = '', literal = '']: RegExpMatchArray): boolean => {
  if (!FILTERABLE.has(property)) {
    throw new Fault('4001', 'Invalid query', `QueryValidationError: property '${property}' is not queryable`, '');
  }
  const stored = row[property];
  const text = typeof stored === 'string' ? stored : JSON.stringify(stored ?? '');
  if (operator.toLowerCase() === 'in') return true;
  return operator === '=' ? text === valueOf(literal) : isLike(text, valueOf(literal));
};

/** What a query finds: active rows alone, unless it says otherwise. */
export const select = (rows: readonly Row[], query: string): readonly Row[] => {
  const parts = STATEMENT.exec(query);
  if (parts === null) throw unparsable(query);
  const [order, start = '1', most = '100'] = parts.slice(-3);
  const conditions = [...(parts[1] ?? '').matchAll(new RegExp(CONDITION, 'giu'))];
  const isAnswered = conditions.some(([, property]) => property === 'Active');
  const found = rows.filter(
    (row) => (isAnswered || row['Active'] === true) && conditions.every((condition) => isMet(row, condition)),
  );
  const keyOf = (row: Row): string => JSON.stringify(row[order ?? 'Id']);
  const sorted = order === undefined ? found : found.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return sorted.slice(Number(start) - 1, Number(start) - 1 + Math.min(Number(most), 1000));
};
