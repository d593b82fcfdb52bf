import * as z from 'zod';
import type { DoubleOptions } from '#erp/double.ts';

// Sign-in and sign-out of a site, and the API sessions that its licence counts.

const tokenForm = z.strictObject({
  grant_type: z.literal('password'),
  username: z.string(),
  password: z.string(),
  client_id: z.string(),
  client_secret: z.string(),
  scope: z.literal('api'),
});

const login = z.strictObject({ name: z.string(), password: z.string(), company: z.string().optional() });

const HOUR_MS = 3_600_000;

/** As ASP.NET reports what breaks inside. */
export const exceptionOf = (exceptionMessage: string) => ({
  message: 'An error has occurred.',
  exceptionMessage,
  exceptionType: 'PX.Data.PXException',
  stackTrace: '   at PX.Api.ContractBased.EntityService.Put(Entity entity)',
});

interface AccessOptions extends DoubleOptions {
  readonly credentials: Readonly<Record<'username' | 'password' | 'client_id' | 'client_secret', string>>;
  /** API sessions that the licence allows at once. */
  readonly sessions: number;
}

/** Who is signed in. */
export class SiteAccess {
  /** Tokens and cookies whose session is open. */
  readonly open = new Set<string>();
  private readonly tokens = new Map<string, number>();
  private readonly options: AccessOptions;
  private last = 0;

  constructor(options: AccessOptions) {
    this.options = options;
  }

  /** `POST /identity/connect/token`, RFC 6749, 4.3. */
  giveToken(form: string): Response {
    const refused = (error: string): Response => Response.json({ error }, { status: 400 });
    const parsed = tokenForm.safeParse(Object.fromEntries(new URLSearchParams(form)));
    if (!parsed.success) return refused('invalid_request');
    const { credentials, clock } = this.options;
    const { client_id, client_secret, username, password } = parsed.data;
    if (client_id !== credentials.client_id || client_secret !== credentials.client_secret) {
      return refused('invalid_client');
    }
    if (!this.isUser(username, password)) return refused('invalid_grant');
    const token = `token-${(this.last += 1)}`;
    this.tokens.set(`Bearer ${token}`, clock().getTime() + HOUR_MS);
    return Response.json({ access_token: token, expires_in: 3600, token_type: 'Bearer', scope: 'api' });
  }

  /** `POST /entity/auth/login`. */
  logIn(text: string): Response {
    const { name, password } = login.parse(JSON.parse(text));
    if (!this.isUser(name, password)) {
      return Response.json(exceptionOf('Invalid credentials. Please try again.'), { status: 500 });
    }
    if (this.open.size >= this.options.sessions) return this.full();
    const session = `ASP.NET_SessionId=s${(this.last += 1)}`;
    this.open.add(`${session}; .ASPXAUTH=a${this.last}`);
    const headers = new Headers();
    headers.append('Set-Cookie', `${session}; path=/; HttpOnly; SameSite=Lax`);
    headers.append('Set-Cookie', `.ASPXAUTH=a${this.last}; expires=Wed, 21 Oct 2026 07:28:00 GMT; path=/; HttpOnly`);
    return new Response(null, { status: 204, headers });
  }

  /** Lets a request in; its answer where it may not. A token opens its session with its first request. */
  admit(headers: Headers): Response | null {
    const ticket = this.ticketOf(headers);
    if (this.open.has(ticket) && !this.tokens.has(ticket)) return null;
    if ((this.tokens.get(ticket) ?? 0) <= this.options.clock().getTime()) return new Response('', { status: 401 });
    if (!this.open.has(ticket) && this.open.size >= this.options.sessions) return this.full();
    this.open.add(ticket);
    return null;
  }

  /** `POST /entity/auth/logout`. */
  logOut(headers: Headers): Response {
    this.open.delete(this.ticketOf(headers));
    return new Response(null, { status: 204 });
  }

  expire(): void {
    this.open.clear();
    this.tokens.clear();
  }

  private ticketOf(headers: Headers): string {
    return headers.get('Authorization') ?? headers.get('Cookie') ?? '';
  }

  private isUser(name: string, password: string): boolean {
    const { credentials } = this.options;
    return name === credentials.username && password === credentials.password;
  }

  private full(): Response {
    return Response.json(exceptionOf('API Login Limit'), { status: 500 });
  }
}
