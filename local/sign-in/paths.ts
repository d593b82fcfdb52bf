import type { ServerResponse } from 'node:http';
import { SCOPES, type Issuer } from '#local/issuer.ts';
import { people } from '#local/people.ts';
import { json, readForm, showPage } from '#local/pages/answers.ts';
import type { Handle } from '#local/server.ts';
import {
  readAuthorizationRequest,
  redirectTo,
  type AuthorizationRequest,
} from '#local/sign-in/authorization-request.ts';
import type { Codes } from '#local/sign-in/codes.ts';
import { noSignInPage, signInPage } from '#local/sign-in/sign-in-page.ts';
import { answerTokenRequest } from '#local/sign-in/token-request.ts';

const redirect = (response: ServerResponse, location: string): void => {
  response.writeHead(303, { location, 'cache-control': 'no-store' }).end();
};

/** The issuer's own paths, by method and path, for the service at `url`. */
export const signInPaths = (url: string, issuer: Issuer, codes: Codes): Readonly<Record<string, Handle>> => {
  /** Goes on with a request that can be granted, and answers all others. */
  const admit = (
    response: ServerResponse,
    given: URLSearchParams,
    goOn: (request: AuthorizationRequest) => void,
  ): void => {
    const reading = readAuthorizationRequest(given, url, issuer.url);
    if (reading.kind === 'asked') goOn(reading.request);
    else if (reading.kind === 'refused') redirect(response, reading.redirectTo);
    else showPage(response, 400, noSignInPage(reading.why));
  };
  return {
    'GET /local/oauth/authorize': (request, response) =>
      admit(response, new URL(`${url}${request.url}`).searchParams, (asked) =>
        showPage(response, 200, signInPage(asked)),
      ),
    'POST /local/oauth/authorize': async (request, response) => {
      const form = await readForm(request);
      const username = form.get('username') ?? '';
      admit(response, form, (asked) => {
        const { client_id: clientId, redirect_uri: redirectUri, code_challenge: challenge, nonce = null } = asked;
        if (!Object.hasOwn(people, username)) {
          showPage(response, 400, noSignInPage('There is no such user.'));
          return;
        }
        const scope = asked.scope
          .split(' ')
          .filter((each) => SCOPES.includes(each))
          .join(' ');
        const code = codes.issue({ username, clientId, redirectUri, challenge, nonce, scope });
        redirect(response, redirectTo(asked, issuer.url, { code }));
      });
    },
    'POST /local/oauth/token': async (request, response) =>
      json(response, ...(await answerTokenRequest(await readForm(request), issuer, codes))),
    'GET /local/oauth/.well-known/openid-configuration': (_, response) => json(response, 200, issuer.discovery),
    'GET /local/oauth/jwks.json': (_, response) => json(response, 200, issuer.jwks),
  };
};
