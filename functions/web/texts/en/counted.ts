/** Of numbers and of the names of time zones. */
export const LOCALE = 'en-US';

export const number = (value: number): string => value.toLocaleString(LOCALE);

export const counted = (count: number, one: string, many: string): string =>
  `${number(count)} ${count === 1 ? one : many}`;
