import type * as z from 'zod/mini';
import { ProcoreError } from '#domain/procore.ts';

/** Procore answers within seconds; a page of 1,000 cost codes takes a few. */
const TIMEOUT_MS = 15_000;

/** One call of Procore's REST API. */
export interface ProcoreCall {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface ProcoreAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** What a proxy or a server under load gives before, or instead of, working on a call. */
const WORTH_A_REPEAT = (status: number): boolean => status === 408 || status === 429 || status >= 500;

/** Makes a call and reads the whole answer, of whatever status. @throws {ProcoreError} `temporary` when there is none */
export const callProcore = async (fetch: typeof globalThis.fetch, call: ProcoreCall): Promise<ProcoreAnswer> => {
  const { url, ...init } = call;
  try {
    const response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (cause) {
    throw new ProcoreError('temporary', 'Procore did not answer.', { cause });
  }
};

/**
 * The JSON of a successful answer. Of any other only the status is told: its text may hold anything.
 * @throws {ProcoreError}
 */
export const readAnswer = <T>(schema: z.ZodMiniType<T>, { status, text }: ProcoreAnswer): T => {
  if (status < 200 || status > 299) {
    const kind = WORTH_A_REPEAT(status) ? 'temporary' : 'refused';
    throw new ProcoreError(kind, `Procore answered with status ${status}.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ProcoreError('temporary', 'The answer of Procore cannot be read.', { cause: parsed.error });
};
