import type * as oauth from 'oauth4webapi';
import { claims, type Claims } from '#domain/caller.ts';
import { DomainError } from '#domain/errors.ts';

/** What must be remembered from the way to the issuer until the way back. */
export interface SignInMemory {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE (RFC 7636): proves that who comes back is who went. */
  readonly verifier: string;
}

/** A person proves at the issuer, whose tokens the API takes, who they are. */
export interface SignIn {
  /** Where to send the browser. @throws {DomainError} `sign_in_failed` when the issuer does not answer */
  begin(redirectUri: string): Promise<SignInMemory & { readonly url: string }>;
  /** The claims of whoever comes back with this query. @throws {DomainError} `sign_in_failed` */
  end(redirectUri: string, query: Readonly<Record<string, string>>, memory: SignInMemory): Promise<Claims>;
}

/** Discovery, keys and code: people wait, and the API gives up after 30 s. */
const ANSWER_WITHIN_MS = 5_000;

/** Only an issuer on this very machine may do without TLS: the code would travel readable. */
const mayBeInsecure = ({ protocol, hostname }: URL): boolean =>
  protocol === 'http:' && (hostname === '127.0.0.1' || hostname === 'localhost');

const failed = (cause: unknown): DomainError =>
  new DomainError('sign_in_failed', 'The sign-in did not succeed.', { cause });

/**
 * OpenID Connect's authorization code flow with PKCE as a public client. The issuer is configured and never taken from a
 * request; the library checks state, issuer (RFC 9207), nonce, audience, times and signature.
 */
export const oidcSignIn = (issuer: string, clientId: string): SignIn => {
  // Imported when somebody signs in: few do, and the pages of all others need not load it.
  const library = (): Promise<typeof oauth> => import('oauth4webapi');
  const client: oauth.Client = { client_id: clientId };

  // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out: it is allowed on loopback only
  const optionsOf = ({ allowInsecureRequests }: typeof oauth) => ({
    [allowInsecureRequests]: mayBeInsecure(new URL(issuer)),
    signal: () => AbortSignal.timeout(ANSWER_WITHIN_MS),
  });

  const discover = async (lib: typeof oauth): Promise<oauth.AuthorizationServer> => {
    const identifier = new URL(issuer);
    return lib.processDiscoveryResponse(identifier, await lib.discoveryRequest(identifier, optionsOf(lib)));
  };

  const claimsAt = async (redirectUri: string, query: Readonly<Record<string, string>>, memory: SignInMemory) => {
    const lib = await library();
    const server = await discover(lib);
    const parameters = lib.validateAuthResponse(server, client, new URLSearchParams(query), memory.state);
    const response = await lib.authorizationCodeGrantRequest(
      server,
      client,
      lib.None(),
      parameters,
      redirectUri,
      memory.verifier,
      optionsOf(lib),
    );
    const expected = { expectedNonce: memory.nonce, requireIdToken: true };
    const tokens = await lib.processAuthorizationCodeResponse(server, client, response, expected);
    await lib.validateApplicationLevelSignature(server, response, optionsOf(lib));
    return claims.parse(lib.getValidatedIdTokenClaims(tokens));
  };

  return {
    begin: async (redirectUri) => {
      try {
        const lib = await library();
        const { authorization_endpoint } = await discover(lib);
        const [state, nonce, verifier] = [
          lib.generateRandomState(),
          lib.generateRandomNonce(),
          lib.generateRandomCodeVerifier(),
        ];
        const url = new URL(authorization_endpoint ?? '');
        const parameters = {
          response_type: 'code',
          client_id: clientId,
          redirect_uri: redirectUri,
          scope: 'openid profile email',
          state,
          nonce,
          code_challenge: await lib.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
        };
        for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
        return { url: url.href, state, nonce, verifier };
      } catch (cause) {
        throw failed(cause);
      }
    },
    end: async (redirectUri, query, memory) => {
      try {
        return await claimsAt(redirectUri, query, memory);
      } catch (cause) {
        throw failed(cause);
      }
    },
  };
};
