import { html, type Html } from '#web/html.ts';
import { texts } from '#web/language.ts';

/** Made on first use and kept: making one takes as long as rendering a page. */
const numbers = new Map<string, Intl.NumberFormat>();
const clocks = new Map<string, Intl.DateTimeFormat>();

const numberIn = (locale: string): Intl.NumberFormat => {
  const known = numbers.get(locale);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 10 });
  numbers.set(locale, made);
  return made;
};

const clockIn = (locale: string, timeZone: string): Intl.DateTimeFormat => {
  const key = `${locale} ${timeZone}`;
  const known = clocks.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  });
  clocks.set(key, made);
  return made;
};

/** Money without a currency, which Procore's project does not have: `1,234.50`. */
export const amount = (value: number | null | undefined): string =>
  value === undefined || value === null ? texts.notStated : numberIn(texts.locale).format(value);

const inUtc = (iso: string): string => {
  const [day = '', time = ''] = new Date(iso).toISOString().split('T');
  return `${day} ${time.slice(0, 5)} UTC`;
};

const inZone = (iso: string, timeZone: string): string => {
  const parts = clockIn(texts.locale, timeZone).formatToParts(new Date(iso));
  const part = (name: Intl.DateTimeFormatPartTypes): string => parts.find(({ type }) => type === name)?.value ?? '';
  const day = [part('year'), part('month'), part('day')].join('-');
  return `${day} ${part('hour')}:${part('minute')} ${part('timeZoneName')}`;
};

/** ISO 8601 instant as the clocks of an IANA time zone show it, such as `2026-11-23 06:03 PST`; in UTC without one. */
export const instant = (iso: string, timeZone: string | null = null): string =>
  timeZone === null ? inUtc(iso) : inZone(iso, timeZone);

export const time = (iso: string, timeZone: string | null = null): Html =>
  html`<time datetime="${iso}">${instant(iso, timeZone)}</time>`;
