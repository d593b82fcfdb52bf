import { DOUBLE_SECRET } from '#erp/double.ts';

export const TOKEN_PATH = '/oauth2/v1/tokens/bearer';
const TOKEN_LIFE_MS = 3_600_000;
/** Intuit, OAuth FAQ: so long the refresh token before the newest is still taken. */
const OVERLAP_MS = 86_400_000;

export const CREDENTIALS = {
  client_id: `ABclient-${DOUBLE_SECRET}`,
  client_secret: `client-${DOUBLE_SECRET}`,
  refresh_token: `AB11-0-${DOUBLE_SECRET}`,
};

/** Intuit's token endpoint: each sign-in replaces the refresh token. The one before it ends a day later, all others at once. */
export class TokenEndpoint {
  private readonly clock: () => Date;
  private readonly ends = new Map<string, number>();
  private refreshToken = CREDENTIALS.refresh_token;
  private before = { token: '', endsAt: 0 };
  private count = 0;

  constructor(clock: () => Date) {
    this.clock = clock;
  }

  signIn(request: Request, body: string): Response {
    const { client_id: id, client_secret: secret } = CREDENTIALS;
    const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
    if (request.headers.get('Authorization') !== basic)
      return Response.json({ error: 'invalid_client' }, { status: 401 });
    const form = new URLSearchParams(body);
    if (form.get('grant_type') !== 'refresh_token')
      return Response.json({ error: 'unsupported_grant_type' }, { status: 400 });
    const given = form.get('refresh_token');
    const now = this.clock().getTime();
    if (given !== this.refreshToken && (given !== this.before.token || now >= this.before.endsAt))
      return Response.json({ error: 'invalid_grant', error_description: 'Incorrect Token type' }, { status: 400 });
    this.count += 1;
    if (given === this.refreshToken) this.before = { token: given, endsAt: now + OVERLAP_MS };
    const accessToken = `eyJ-${this.count}-${DOUBLE_SECRET}`;
    this.refreshToken = `AB11-${this.count}-${DOUBLE_SECRET}`;
    this.ends.set(accessToken, now + TOKEN_LIFE_MS);
    return Response.json({
      token_type: 'bearer',
      expires_in: TOKEN_LIFE_MS / 1000,
      x_refresh_token_expires_in: 8_640_000,
      access_token: accessToken,
      refresh_token: this.refreshToken,
    });
  }

  accepts(authorization: string | null): boolean {
    const end = this.ends.get(authorization?.replace(/^Bearer /, '') ?? '');
    return end !== undefined && end > this.clock().getTime();
  }

  endAll(): void {
    this.ends.clear();
  }
}
