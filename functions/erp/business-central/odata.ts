/** A text in a filter: OData doubles the quotes inside (OData 4.01 URL conventions, 5.1.1.6.1). */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Query options, encoded: `encodeURIComponent` leaves only quotes, parentheses and such as a URL may hold. */
export const query = (options: Readonly<Record<string, string>>): string =>
  Object.entries(options)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
