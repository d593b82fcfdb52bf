import type * as z from 'zod/mini';
import type { SessionContext } from '#erp/connector.ts';
import { callErp, errorOfStatus, jsonBody, parseAnswer, type ErpAnswer } from '#erp/http.ts';
import { errorOf } from '#erp/tryton/errors.ts';
import { loginResult, replyWith } from '#erp/tryton/replies.ts';
import type { TrytonCredentials, TrytonSettings } from '#erp/tryton/schemas.ts';

/**
 * How long one call may take. Tryton answers within 50 ms and signs in within 500 ms, but delays refused sign-ins by up to
 * 8 s and repeats a write that meets a locked database up to five times. Should all of an attempt's calls (sixteen at most)
 * take nearly as long, the export function's own limit ends it, and the next attempt looks up what it did.
 */
const TIMEOUT_MS = 10_000;

type Params = readonly unknown[];

/** Tryton's remote procedures, signed in. */
export interface Rpc {
  /** Calls a method that changes nothing. Throws only `ErpError`, as `write` does. */
  read<T>(method: string, params: Params, result: z.ZodMiniType<T>): Promise<T>;
  /** As `read`, but silence or an unreadable answer is an `unknown_outcome`. */
  write<T>(method: string, params: Params, result: z.ZodMiniType<T>): Promise<T>;
}

type RpcContext = Pick<SessionContext<TrytonSettings, TrytonCredentials>, 'settings' | 'credentials' | 'fetch'>;

/** JSON-RPC over one database URL; signs in before the first call, and again when the session has expired. */
export const openRpc = ({ settings, credentials, fetch }: RpcContext): Rpc => {
  let lastId = 0;
  let session: string | null = null;

  const post = (method: string, params: Params, writes: boolean, authorization?: string): Promise<ErpAnswer> => {
    const { headers, body } = jsonBody({ id: ++lastId, method, params });
    return callErp(fetch, {
      method: 'POST',
      url: settings.url,
      headers: { ...headers, ...(authorization !== undefined && { Authorization: authorization }) },
      body,
      writes,
      timeoutMs: TIMEOUT_MS,
    });
  };

  const resultOf = <T>(answer: ErpAnswer, result: z.ZodMiniType<T>, writes: boolean): T => {
    if (answer.status !== 200) throw errorOfStatus(answer, writes);
    const reply = parseAnswer(replyWith(result), answer.text, writes);
    if ('error' in reply) throw errorOf(reply.error);
    return reply.result;
  };

  const signIn = async (): Promise<string> => {
    const { user, password } = credentials;
    const answer = await post('common.db.login', [user, { password }, 'en'], false);
    const [userId, key] = resultOf(answer, loginResult, false);
    return `Session ${Buffer.from(`${user}:${userId}:${key}`).toString('base64')}`;
  };

  const call = async <T>(method: string, params: Params, result: z.ZodMiniType<T>, writes: boolean): Promise<T> => {
    session ??= await signIn();
    let answer = await post(method, params, writes, session);
    // An expired session is refused before anything is done, so the call may be repeated, even one that writes.
    if (answer.status === 401) {
      session = await signIn();
      answer = await post(method, params, writes, session);
    }
    return resultOf(answer, result, writes);
  };

  return {
    read: (method, params, result) => call(method, params, result, false),
    write: (method, params, result) => call(method, params, result, true),
  };
};
