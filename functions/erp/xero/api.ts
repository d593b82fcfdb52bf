import type * as z from 'zod/mini';
import { sha256Of } from '#domain/canonical.ts';
import { ErpError, type Job, type SessionContext } from '#erp/connector.ts';
import { callErp, jsonBody, parseAnswer, type ErpRequest } from '#erp/http.ts';
import { signedIn } from '#erp/sign-in.ts';
import { errorOf } from '#erp/xero/errors.ts';
import type { XeroCredentials, XeroSettings } from '#erp/xero/schemas.ts';
import { signInOf } from '#erp/xero/sign-in.ts';

/** How long one call may take: a page of 500 projects is the slowest. An attempt makes five calls, and the export function has 120 s. */
const TIMEOUT_MS = 15_000;

export type XeroContext = Pick<
  SessionContext<XeroSettings, XeroCredentials>,
  'settings' | 'credentials' | 'fetch' | 'clock' | 'accessToken'
>;

/** A call that changes something, for a job. */
export interface XeroWrite {
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly body: unknown;
  /** The status of success; with any other of them nobody knows what was done. */
  readonly success: 200 | 201 | 204;
}

/** The APIs of one organisation. Throws only `ErpError`. */
export interface XeroApi {
  read<T>(path: string, query: Readonly<Record<string, string>>, answer: z.ZodMiniType<T>): Promise<T>;
  /** Resolves with the text of the answer. */
  write(job: Job, write: XeroWrite): Promise<string>;
}

/**
 * The same for each repeat of one write, so that Xero answers the repeat as it did the first time; 64 characters of the 128
 * that Xero takes. What is written is part of it: Xero refuses a key that it knows with another request.
 * https://developer.xero.com/documentation/guides/idempotent-requests/idempotency/
 */
const idempotencyKey = (tenant: string, { external_id, request_id }: Job, { method, path, body }: XeroWrite): string =>
  sha256Of({ tenant, external_id, request_id, method, path, body });

/** Calls with the tenant of the settings, signed in. */
export const openApi = (context: XeroContext): XeroApi => {
  const { settings, fetch, accessToken } = context;
  const signIn = signInOf(context);

  const call = (request: Pick<ErpRequest, 'method' | 'writes' | 'headers' | 'body'>, path: string) =>
    signedIn(accessToken, signIn, (token) =>
      callErp(fetch, {
        ...request,
        url: new URL(path, settings.api_url).href,
        headers: {
          ...request.headers,
          Accept: 'application/json',
          Authorization: `Bearer ${token}`,
          'Xero-Tenant-Id': settings.tenant_id,
        },
        timeoutMs: TIMEOUT_MS,
      }),
    );

  return {
    read: async (path, query, schema) => {
      const search = new URLSearchParams(query).toString();
      const answer = await call({ method: 'GET', writes: false, headers: {} }, `${path}?${search}`);
      if (answer.status !== 200) throw errorOf(answer, false);
      return parseAnswer(schema, answer.text, false);
    },
    write: async (job, write) => {
      const { headers, body } = jsonBody(write.body);
      const key = idempotencyKey(settings.tenant_id, job, write);
      const request = { method: write.method, writes: true, headers: { ...headers, 'Idempotency-Key': key }, body };
      const answer = await call(request, write.path);
      if (answer.status === write.success) return answer.text;
      if (answer.status >= 200 && answer.status < 300)
        throw new ErpError('unknown_outcome', `Xero answered with an unexpected status (${answer.status}).`);
      throw errorOf(answer, true);
    },
  };
};
