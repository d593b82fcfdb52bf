import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openFront } from '#local/front.ts';
import { openIssuer } from '#local/issuer.ts';
import { withOwnPaths } from '#local/pages/only-here.ts';
import { CLIENT_ID } from '#local/people.ts';
import { Codes } from '#local/sign-in/codes.ts';
import { signInPaths } from '#local/sign-in/paths.ts';
import { issuerOf } from '#local/stage.ts';
import { aFolder } from '#test/local/folders.ts';
import { elements } from '#test/unit/web/markup.ts';

/** A PKCE pair. */
export const VERIFIER = 'v'.repeat(43);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

/** The issuer's paths on a port of their own; its clock goes on by `later`. */
export const openSignIn = async () => {
  let ahead = 0;
  const clock = () => new Date(Date.now() + ahead);
  const front = await openFront(0);
  onTestFinished(() => front.close());
  const { url } = front;
  const issuer = await openIssuer(join(aFolder(), 'key.json'), issuerOf(url), clock);
  front.answerWith(
    withOwnPaths(signInPaths(url, issuer, new Codes(clock)), (_, response) => void response.writeHead(404).end()),
  );
  const asked = {
    response_type: 'code',
    client_id: CLIENT_ID,
    redirect_uri: `${url}/approvals/signed-in`,
    scope: 'openid profile address',
    state: 'the-state',
    nonce: 'the-nonce',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
  };
  return { url, issuer, asked, later: (ms: number) => void (ahead += ms) };
};

export type Parameters = Record<string, string> | [string, string][];

/** Opens the sign-in page as a browser that was sent there. */
export const open = (url: string, parameters: Parameters) =>
  fetch(`${url}/local/oauth/authorize?${new URLSearchParams(parameters).toString()}`, { redirect: 'manual' });

/** What the page's form sends when somebody presses a person's button. */
export const formOn = (page: string, username: string): URLSearchParams => {
  const form = new URLSearchParams();
  const pressed = elements(page, 'button').filter((button) => button.get('value') === username);
  for (const field of [...elements(page, 'input'), ...pressed]) {
    form.append(field.get('name') ?? '', field.get('value') ?? '');
  }
  return form;
};

export const post = (url: string, path: 'authorize' | 'token', body: Parameters | URLSearchParams) =>
  fetch(`${url}/local/oauth/${path}`, { method: 'POST', body: new URLSearchParams(body), redirect: 'manual' });

/** Where an answer leads, as the client sees it. */
export const ledTo = (response: Response): { status: number; to: string; parameters: Record<string, string> } => {
  const { origin, pathname, searchParams } = new URL(response.headers.get('location') ?? 'http://nowhere');
  return { status: response.status, to: origin + pathname, parameters: Object.fromEntries(searchParams) };
};

/** Signs in and gives the code that the client gets. */
export const codeFor = async (url: string, asked: Record<string, string>, username = 'approver'): Promise<string> =>
  ledTo(await post(url, 'authorize', { ...asked, username })).parameters['code'] ?? '';
