import { html, type Html } from '#web/html.ts';
import { texts } from '#web/texts.ts';

const number = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 10 });

/** Money without a currency, which Procore's project does not have: `1,234.50`. */
export const amount = (value: number | undefined): string =>
  value === undefined ? texts.notStated : number.format(value);

/** ISO 8601 instant as `2026-11-23 14:03 UTC`. */
export const instant = (iso: string): string => {
  const [day = '', time = ''] = new Date(iso).toISOString().split('T');
  return `${day} ${time.slice(0, 5)} UTC`;
};

export const time = (iso: string): Html => html`<time datetime="${iso}">${instant(iso)}</time>`;
