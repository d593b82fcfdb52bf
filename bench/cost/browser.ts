import { readApprovalForm } from '#local/walk/approval-form.ts';

const NAVIGATES = { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'same-origin' };

/** Cookies that an answer sets, as the next request sends them back. */
const cookiesOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .join('; ');

/**
 * Opens a mailed link and decides as a browser does: the link is exchanged for a session and a clean address, the page is loaded
 * from there, and its form is sent. @throws {Error} when the decision is not taken.
 */
export const decideInBrowser = async (link: string, decision: Readonly<Record<string, string>>): Promise<void> => {
  const exchanged = await fetch(link, { headers: NAVIGATES, redirect: 'manual' });
  const cookie = cookiesOf(exchanged);
  const page = new URL(exchanged.headers.get('location') ?? '', link);
  const { checkCode, values } = readApprovalForm(
    await (await fetch(page, { headers: { ...NAVIGATES, cookie } })).text(),
  );
  const body = new URLSearchParams({ ...values, check: checkCode, ...decision });
  const answer = await fetch(page, { method: 'POST', headers: { ...NAVIGATES, cookie }, body });
  if (!answer.ok) throw new Error(`The approval page answered ${answer.status}.`);
};
