import type * as z from 'zod/mini';
import { ErpError, type ErpErrorKind } from '#erp/connector.ts';

/** One request to an ERP. */
export interface ErpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** True when the ERP is asked to change something: silence then leaves open whether it did. */
  readonly writes: boolean;
  readonly timeoutMs: number;
}

export interface ErpAnswer {
  readonly status: number;
  readonly headers: Pick<Headers, 'get' | 'getSetCookie'>;
  /** From its `Retry-After`; null when it has none that can be read. */
  readonly retryAfterSeconds: number | null;
  readonly text: string;
}

/** What fetch's `cause.code` says when no byte of the request can have reached the ERP. */
const NEVER_SENT: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const wasNeverSent = (error: unknown): boolean =>
  error instanceof Error && error.cause instanceof Error && 'code' in error.cause && NEVER_SENT.has(error.cause.code);

/** RFC 9110, 10.2.3: seconds, or a date, which is read against the server's own clock. */
const retryAfterOf = (headers: Headers): number | null => {
  const given = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(given)) return Number(given);
  // What else Date.parse takes for a date is none to RFC 9110.
  if (!/^[A-Z][a-z]{2}, \d{2} .* GMT$/.test(given)) return null;
  const seconds = (Date.parse(given) - Date.parse(headers.get('date') ?? '')) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : null;
};

/** Nobody knows whether a write that was not answered properly has been done; a read can be repeated. */
export const withoutAnswer = (writes: boolean): ErpErrorKind => (writes ? 'unknown_outcome' : 'temporary');

/**
 * Makes a request and reads the whole answer, of whatever status. Redirects are not followed: they would turn a POST into a GET.
 * @throws {ErpError} `temporary` when nothing was written, `unknown_outcome` when the ERP fell silent after a write was sent.
 */
export const callErp = async (fetch: typeof globalThis.fetch, request: ErpRequest): Promise<ErpAnswer> => {
  const { url, writes, timeoutMs, ...init } = request;
  try {
    const response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
    const { status, headers } = response;
    return { status, headers, retryAfterSeconds: retryAfterOf(headers), text: await response.text() };
  } catch (cause) {
    if (wasNeverSent(cause)) throw new ErpError('temporary', 'The ERP cannot be reached.', { cause });
    throw new ErpError(withoutAnswer(writes), 'The ERP did not answer.', { cause });
  }
};

/** A request's JSON, with the header that says so. */
export const jsonBody = (
  body: unknown,
): { readonly headers: Readonly<Record<string, string>>; readonly body: string } => ({
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
});

/** Statuses that a server or its proxy gives before it works on a request. */
const NOT_PROCESSED: ReadonlySet<number> = new Set([408, 423, 425, 429, 503]);

/** The error that a status other than success stands for. The answer's text is left out: it may hold anything. */
export const errorOfStatus = (
  { status, retryAfterSeconds }: Pick<ErpAnswer, 'status' | 'retryAfterSeconds'>,
  writes: boolean,
): ErpError => {
  if (status === 401) return new ErpError('unauthorized', 'The ERP does not accept the user or the password.');
  if (NOT_PROCESSED.has(status))
    return new ErpError('temporary', `The ERP is busy or down (status ${status}).`, { retryAfterSeconds });
  // 500, 502 and 504 may come from a proxy that lost its server after the server had done the work.
  if (status >= 500) return new ErpError(withoutAnswer(writes), `The ERP failed (status ${status}).`);
  return new ErpError('refused', `The ERP refused the call (status ${status}).`);
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * Reads an answer's JSON. A malformed answer to a read is mostly a proxy's page in place of the ERP's, so it is worth a repeat.
 * @throws {ErpError} `temporary` after a read, `unknown_outcome` after a write.
 */
export const parseAnswer = <T>(schema: z.ZodMiniType<T>, text: string, writes: boolean): T => {
  const parsed = schema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new ErpError(withoutAnswer(writes), 'The answer of the ERP cannot be read.', { cause: parsed.error });
};
