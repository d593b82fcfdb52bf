// Intuit's query language: no OR, only % as a wildcard, the backslash escapes, and only some properties may be asked for.
// https://developer.intuit.com/app/developer/qbo/docs/learn/explore-the-quickbooks-online-api/data-queries

const text = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** Without it, only active ones are found; but the names of the others are taken all the same. */
const ANY = 'Active in (true, false)';

const MANY = 100;

/** The most that one answer may hold. */
const MOST = 1000;

/** Customers whose name to print on checks ends so. */
export const printedAs = (ending: string): string =>
  `select * from Customer where PrintOnCheckName like ${text(`%${ending}`)} and ${ANY} maxresults ${MANY}`;

/** Customers whose name begins so: the shortest first, as a space sorts before all that is printed. */
export const namedFrom = (beginning: string): string =>
  `select * from Customer where DisplayName like ${text(`${beginning}%`)} and ${ANY} orderby DisplayName maxresults ${MANY}`;

/** The customer of that name. */
export const named = (name: string): string =>
  `select * from Customer where DisplayName = ${text(name)} and ${ANY} maxresults 1`;

/** Active customers with that somewhere in their own name or their parents'. */
export const activeWith = (part: string): string =>
  `select * from Customer where Active = true and FullyQualifiedName like ${text(`%${part}%`)} orderby FullyQualifiedName maxresults ${MOST}`;

/** Any customer. */
export const ANY_CUSTOMER = 'select * from Customer maxresults 1';
