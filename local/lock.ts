import { once } from 'node:events';
import { unlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { relative } from 'node:path';
import { CannotStart, systemCode } from '#local/failure.ts';

/** Held while a process uses a folder. */
export interface Lock {
  /** The last holder did not let go: it was killed. */
  readonly wasKilled: boolean;
  release(): Promise<void>;
}

/**
 * A socket at `path`. The system closes it with its process, however that ends, while a file with a process id in it may
 * name a stranger after a restart. What a killed process leaves is a socket file that nobody answers at.
 */
const bind = async (path: string): Promise<() => Promise<void>> => {
  const server = createServer((socket) => socket.destroy());
  server.listen(path);
  await once(server, 'listening');
  server.unref();
  return async () => {
    server.close();
    await once(server, 'close');
  };
};

const somebodyAnswers = async (path: string): Promise<boolean> => {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};

/**
 * Takes the lock at `path`.
 * @throws {CannotStart} when a living process holds it; else the system's error.
 */
export const lock = async (path: string): Promise<Lock> => {
  // A socket's path may have some hundred bytes, so the shorter spelling is used.
  const [address = path] = [path, relative('', path)].sort((a, b) => a.length - b.length);
  try {
    return { wasKilled: false, release: await bind(address) };
  } catch (error) {
    if (systemCode(error) !== 'EADDRINUSE') throw error;
  }
  if (await somebodyAnswers(address)) {
    throw new CannotStart(
      `DATA_DIR is in use by another process (${path}). Stop it, or set DATA_DIR to another folder.`,
    );
  }
  unlinkSync(address);
  return { wasKilled: true, release: await bind(address) };
};
