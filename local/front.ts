import { CannotStart, systemCode } from '#local/failure.ts';
import { serve, type Handle, type LocalServer } from '#local/server.ts';

/** The one door of the local cloud. It is opened first, because everything else must know its address. */
export interface Front extends LocalServer {
  /** From now on requests are answered by this. */
  answerWith(handle: Handle): void;
}

const notYet: Handle = (_, response) => {
  response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '1' });
  response.end(JSON.stringify({ message: 'Starting' }));
};

/** @throws {CannotStart} when the port cannot be had. */
export const openFront = async (port: number): Promise<Front> => {
  let current = notYet;
  try {
    const server = await serve((request, response) => current(request, response), port);
    return { ...server, answerWith: (handle) => void (current = handle) };
  } catch (error) {
    const why = systemCode(error) === 'EADDRINUSE' ? 'is in use' : `cannot be had (${systemCode(error)})`;
    throw new CannotStart(`Port ${port} ${why}. Set PORT to another one.`, error);
  }
};
