import * as z from 'zod';
import { CLIENT_ID } from '#local/people.ts';
import { repeatedIn } from '#local/sign-in/repeated.ts';

const asked = z.object({
  response_type: z.literal('code'),
  client_id: z.literal(CLIENT_ID),
  redirect_uri: z.string(),
  scope: z.string().refine((scopes) => scopes.split(' ').includes('openid'), 'must contain openid'),
  state: z.string().optional(),
  nonce: z.string().optional(),
  code_challenge: z.string().regex(/^[\w-]{43}$/, 'must be a SHA-256 in base64url'),
  code_challenge_method: z.literal('S256'),
});

/** What a client asks of the authorization endpoint, by its names in OAuth 2.0, OpenID Connect and PKCE. */
export type AuthorizationRequest = z.output<typeof asked>;

/** What becomes of such a request. */
export type Reading =
  | { readonly kind: 'asked'; readonly request: AuthorizationRequest }
  /** The client hears of it, by a redirect. */
  | { readonly kind: 'refused'; readonly redirectTo: string }
  /** Whoever asked may not be the client, or not from here: only the person at the browser hears of it. */
  | { readonly kind: 'suspicious'; readonly why: string };

/** Errors of RFC 6749 4.1.2.1, by the parameter at fault. */
const ERRORS: Readonly<Record<string, string>> = { response_type: 'unsupported_response_type', scope: 'invalid_scope' };

/** Where a redirect leads. With `iss` the client can tell issuers apart (RFC 9207). */
export const redirectTo = (
  { redirect_uri, state }: Pick<AuthorizationRequest, 'redirect_uri' | 'state'>,
  issuer: string,
  answer: Readonly<Record<string, string>>,
): string => {
  const url = new URL(redirect_uri);
  const parameters = { ...answer, ...(state !== undefined && { state }), iss: issuer };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
};

const errorOf = (name: string, given: URLSearchParams): string =>
  (given.has(name) ? ERRORS[name] : undefined) ?? 'invalid_request';

const suspicion = (given: URLSearchParams, url: string): string | null => {
  const uris = given.getAll('redirect_uri');
  if (given.getAll('client_id').join() !== CLIENT_ID) return `The client must be ${CLIENT_ID}.`;
  if (uris.length === 1 && uris[0]?.startsWith(`${url}/`) && !uris[0].includes('#')) return null;
  return `The redirect URI must begin with ${url}/ and have no fragment.`;
};

/** Reads what came to the issuer of the service at `url`. */
export const readAuthorizationRequest = (given: URLSearchParams, url: string, issuer: string): Reading => {
  const why = suspicion(given, url);
  if (why !== null) return { kind: 'suspicious', why };
  const repeated = repeatedIn(given);
  const parsed = asked.safeParse(Object.fromEntries(given));
  if (repeated === undefined && parsed.success) return { kind: 'asked', request: parsed.data };
  const [fault] = parsed.error?.issues ?? [];
  const name = String(fault?.path[0]);
  const answer =
    repeated === undefined
      ? { error: errorOf(name, given), error_description: `${name}: ${fault?.message}` }
      : { error: 'invalid_request', error_description: `${repeated} is there more than once` };
  const back = { redirect_uri: given.get('redirect_uri') ?? '', state: given.get('state') ?? undefined };
  return { kind: 'refused', redirectTo: redirectTo(back, issuer, answer) };
};
