import { inputName } from '#web/decision-form.ts';

/** What an approver sees and sends, read from the page's markup as a browser reads it. */
export interface ApprovalForm {
  /** The digits that the page shows beside the total. */
  readonly checkCode: string;
  /** Names and values that the form sends when nobody touches it. */
  readonly values: Readonly<Record<string, string>>;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

const unescaped = (text: string): string =>
  text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '');

const attributesOf = (tag: string): Record<string, string> =>
  Object.fromEntries(
    Array.from(tag.matchAll(/([\w-]+)="([^"]*)"/g), ([, name = '', value = '']) => [name, unescaped(value)]),
  );

/** @throws {Error} when the page shows no form, as it does when there is nothing to decide. */
export const readApprovalForm = (page: string): ApprovalForm => {
  const checkCode = /id="check-code"[^>]*>\s*(\d{4})\s*</.exec(page)?.[1];
  if (checkCode === undefined) throw new Error('The approval page shows no check code.');
  const inputs = Array.from(page.matchAll(/<input\b[^>]*>/g), ([tag]) => attributesOf(tag));
  const sent = inputs.filter(({ name, type }) => name !== undefined && type !== 'radio');
  return { checkCode, values: Object.fromEntries(sent.map(({ name = '', value = '' }) => [name, value])) };
};

/**
 * Opens a mailed link and decides, as a person does who reads the page. `fields` are the ERP's own, by key. Gives the page that
 * answers. @throws {Error} when it is not taken.
 */
export const decide = async (
  link: string,
  decision: 'accept' | 'reject',
  reason = '',
  fields: Readonly<Record<string, string>> = {},
): Promise<string> => {
  const { checkCode, values } = readApprovalForm(await (await fetch(link)).text());
  const chosen = Object.fromEntries(Object.entries(fields).map(([key, value]) => [inputName(key), value]));
  const body = new URLSearchParams({ ...values, ...chosen, decision, reason, check: checkCode });
  const response = await fetch(link, { method: 'POST', body });
  if (!response.ok) throw new Error(`The approval page answered ${response.status}.`);
  return response.text();
};
