import { canonicalJson } from '#domain/canonical.ts';
import { ErpError, type ConnectorSession } from '#domain/erp.ts';

/** How a session comes about. */
export interface SessionSource {
  /** The credentials as they are remembered. */
  readonly credentials: () => Promise<unknown>;
  /** Has them read anew the next time. */
  readonly forget: () => void;
  readonly open: (credentials: unknown) => Promise<ConnectorSession>;
}

const isUnauthorized = (error: unknown): boolean => error instanceof ErpError && error.kind === 'unauthorized';

/**
 * A session that follows credentials which were replaced while it, or the container's memory, had the old ones: what the ERP
 * does not accept is forgotten, and a call that only reads is made once more with the new ones. One that writes is not: it
 * may consist of several, of which the first ones were done. Each export begins with a read.
 */
export const renewedSession = async ({ credentials, forget, open }: SessionSource): Promise<ConnectorSession> => {
  let used = await credentials();

  /** The session with other credentials. @throws the error that led here when they are the same. */
  const reopen = async (error: unknown): Promise<ConnectorSession> => {
    const current = await credentials();
    if (canonicalJson(current) === canonicalJson(used)) throw error;
    used = current;
    return open(current);
  };

  const forgetting = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      if (isUnauthorized(error)) forget();
      throw error;
    }
  };

  let session = await forgetting(() => open(used)).catch((error: unknown) => {
    if (isUnauthorized(error)) return reopen(error);
    throw error;
  });

  const read = async <T>(call: (session: ConnectorSession) => Promise<T>): Promise<T> => {
    try {
      return await forgetting(() => call(session));
    } catch (error) {
      if (!isUnauthorized(error)) throw error;
      session = await reopen(error);
      return forgetting(() => call(session));
    }
  };

  return {
    find: (job) => read((current) => current.find(job)),
    create: (job) => forgetting(() => session.create(job)),
    update: (job, existing) => forgetting(() => session.update(job, existing)),
    checkConnection: () => read((current) => current.checkConnection()),
    ...(session.lookUp && { lookUp: (jobId) => read((current) => current.lookUp?.(jobId) ?? Promise.resolve(null)) }),
    ...(session.options && {
      options: (key, typed) => read((current) => current.options?.(key, typed) ?? Promise.resolve([])),
    }),
  };
};
