import { createHash } from 'node:crypto';
import * as z from 'zod';
import { TOKEN_SECONDS, type Issuer } from '#local/issuer.ts';
import type { Json } from '#local/json.ts';
import type { Codes } from '#local/sign-in/codes.ts';
import { repeatedIn } from '#local/sign-in/repeated.ts';

const CODE_GRANT = 'authorization_code';

const redemption = z.object({
  code: z.string(),
  redirect_uri: z.string(),
  client_id: z.string(),
  code_verifier: z.string().regex(/^[\w.~-]{43,128}$/, 'must have 43 to 128 letters, digits, hyphens, dots, _ or ~'),
});

/** Status and body of an answer. */
export type Answer = readonly [status: 200 | 400, body: Json];

/** An error of RFC 6749 5.2. */
const refusal = (error: string, description: string): Answer => [400, { error, error_description: description }];

const tokenAnswer = (access_token: string) => ({ access_token, token_type: 'Bearer', expires_in: TOKEN_SECONDS });

/** A token for whoever says a name: for curl, tests and the walk-through. */
const byName = async (username: string, issuer: Issuer): Promise<Answer> => {
  const token = await issuer.token(username);
  return token === null ? refusal('invalid_grant', 'There is no such user.') : [200, tokenAnswer(token)];
};

const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

const byCode = async (form: URLSearchParams, issuer: Issuer, codes: Codes): Promise<Answer> => {
  const parsed = redemption.safeParse(Object.fromEntries(form));
  if (!parsed.success) return refusal('invalid_request', z.prettifyError(parsed.error));
  const { code, redirect_uri, client_id, code_verifier } = parsed.data;
  const grant = codes.redeem(code);
  if (
    grant?.clientId === client_id &&
    grant.redirectUri === redirect_uri &&
    grant.challenge === challengeOf(code_verifier)
  ) {
    const [token, id_token] = await Promise.all([issuer.token(grant.username), issuer.idToken(grant.username, grant)]);
    if (token !== null) return [200, { ...tokenAnswer(token), id_token, scope: grant.scope }];
  }
  return refusal('invalid_grant', 'The code is unknown, too old or used, or was given out for another request.');
};

/** Answers the token endpoint: a user's name, or a code with its proof (RFC 6749, RFC 7636). */
export const answerTokenRequest = async (form: URLSearchParams, issuer: Issuer, codes: Codes): Promise<Answer> => {
  const username = form.get('username');
  if (username !== null) return byName(username, issuer);
  const repeated = repeatedIn(form);
  if (repeated !== undefined) return refusal('invalid_request', `${repeated} is there more than once.`);
  const type = form.get('grant_type');
  if (type === CODE_GRANT) return byCode(form, issuer, codes);
  return type === null
    ? refusal('invalid_request', `There must be a grant_type (${CODE_GRANT}) or a username.`)
    : refusal('unsupported_grant_type', `The grant_type must be ${CODE_GRANT}.`);
};
