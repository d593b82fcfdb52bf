import * as z from 'zod/mini';
import type { Clock } from '#domain/ports.ts';
import { ErpError } from '#erp/connector.ts';
import { callErp, errorOfStatus, parseAnswer } from '#erp/http.ts';
import type { Grant } from '#erp/sign-in.ts';

/** Token endpoints answer within a second; an export still has to make its calls afterwards. */
const TIMEOUT_MS = 10_000;

/** RFC 6749, 5.1. `expires_in` is only recommended there; a token without it is taken for a short-lived one. */
const tokenAnswer = z.object({
  access_token: z.string().check(z.minLength(1)),
  expires_in: z._default(z.coerce.number().check(z.positive()), 300),
  refresh_token: z.optional(z.string().check(z.minLength(1))),
});

/** RFC 6749, 5.2: 400 or 401, and some say 403. Any other status is not about client, user or token. */
const REFUSED: ReadonlySet<number> = new Set([400, 401, 403]);

/** RFC 6749, 5.2. */
const tokenError = z.object({ error: z.string() });

const errorCodeOf = (text: string): string | null => {
  try {
    return tokenError.parse(JSON.parse(text)).error;
  } catch {
    return null;
  }
};

/** A request to a token endpoint. */
export interface TokenRequest {
  readonly url: string;
  readonly form: Readonly<Record<string, string>>;
  /** Where the client authenticates in a header. */
  readonly basic?: { readonly clientId: string; readonly clientSecret: string };
}

/** RFC 6749, 2.3.1: id and secret are form-encoded before they are joined. */
const basicHeader = ({ clientId, clientSecret }: NonNullable<TokenRequest['basic']>): string => {
  const encode = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1);
  return `Basic ${Buffer.from(`${encode(clientId)}:${encode(clientSecret)}`).toString('base64')}`;
};

/**
 * Asks a token endpoint (RFC 6749, 4 and 6). Nothing of the ERP's data changes by it, so silence is `temporary`.
 * @throws {ErpError} `unauthorized` when client, user or refresh token are not accepted
 */
export const requestGrant = async (
  { fetch, clock }: { readonly fetch: typeof globalThis.fetch; readonly clock: Clock },
  { url, form, basic }: TokenRequest,
): Promise<Grant> => {
  const asked = clock().getTime();
  const answer = await callErp(fetch, {
    method: 'POST',
    url,
    headers: {
      Accept: 'application/json',
      'Content-Type': 'application/x-www-form-urlencoded',
      ...(basic && { Authorization: basicHeader(basic) }),
    },
    body: new URLSearchParams(form).toString(),
    writes: false,
    timeoutMs: TIMEOUT_MS,
  });
  if (answer.status === 200) {
    const { access_token, expires_in, refresh_token } = parseAnswer(tokenAnswer, answer.text, false);
    const expiresAt = new Date(asked + expires_in * 1000).toISOString();
    return { accessToken: access_token, expiresAt, refreshToken: refresh_token ?? null };
  }
  if (!REFUSED.has(answer.status)) throw errorOfStatus(answer, false);
  const code = errorCodeOf(answer.text);
  const why = code !== null && /^[\w.-]{1,60}$/.test(code) ? ` (${code})` : '';
  throw new ErpError(
    'unauthorized',
    `The ERP does not accept the sign-in${why}. An administrator must connect it again.`,
  );
};
