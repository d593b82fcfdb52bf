import type { Clock } from '#domain/ports.ts';
import { DOUBLE_SECRET } from '#erp/double.ts';

/** https://developer.xero.com/documentation/guides/oauth2/token-types/ */
const TOKEN_SECONDS = 1_800;

/** Credentials of an app that a user has consented to, which the double takes beside those of its custom connection. */
export const consented = {
  client_id: 'app',
  client_secret: `app-${DOUBLE_SECRET}`,
  refresh_token: `first-${DOUBLE_SECRET}`,
};

interface Client {
  readonly client_id: string;
  readonly client_secret: string;
}

/** Xero's sign-in: for a custom connection, and for an app whose refresh token is replaced each time. */
export class Tokens {
  readonly #clock: Clock;
  readonly #credentials: Client;
  readonly #tokens = new Map<string, { readonly endsAt: number; readonly scopes: readonly string[] }>();
  #refreshToken = consented.refresh_token;
  #signIns = 0;

  constructor(clock: Clock, credentials: Client) {
    this.#clock = clock;
    this.#credentials = credentials;
  }

  #grant(scopes: readonly string[], more: object = {}): Response {
    this.#signIns += 1;
    const access_token = `access-${this.#signIns}-${DOUBLE_SECRET}`;
    this.#tokens.set(access_token, { endsAt: this.#clock().getTime() + TOKEN_SECONDS * 1000, scopes });
    return Response.json({
      access_token,
      expires_in: TOKEN_SECONDS,
      token_type: 'Bearer',
      scope: scopes.join(' '),
      ...more,
    });
  }

  /** Answers the token endpoint. */
  signIn(request: Request, form: URLSearchParams): Response {
    const basic = ({ client_id, client_secret }: Client) =>
      `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`;
    const given = request.headers.get('Authorization');
    const kind = form.get('grant_type');
    if (kind === 'client_credentials' && given === basic(this.#credentials))
      return this.#grant((form.get('scope') ?? '').split(' '));
    if (kind !== 'refresh_token' || given !== basic(consented))
      return Response.json({ error: 'invalid_client' }, { status: 400 });
    if (form.get('refresh_token') !== this.#refreshToken)
      return Response.json({ error: 'invalid_grant' }, { status: 400 });
    this.#refreshToken = `refresh-${this.#signIns}-${DOUBLE_SECRET}`;
    const scopes = ['offline_access', 'projects', 'accounting.contacts.read', 'accounting.settings'];
    return this.#grant(scopes, { refresh_token: this.#refreshToken });
  }

  /** What an Authorization header allows; null when its token is none, or has ended. */
  scopesOf(authorization: string): readonly string[] | null {
    const token = this.#tokens.get(/^Bearer (.+)$/.exec(authorization)?.[1] ?? '');
    return token === undefined || token.endsAt <= this.#clock().getTime() ? null : token.scopes;
  }

  expire(): void {
    this.#tokens.clear();
  }
}
