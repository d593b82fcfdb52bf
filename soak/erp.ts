import { once } from 'node:events';
import { createServer } from 'node:http';
import { erpDouble } from '#erp/tryton/double.ts';
import { readBody } from '#local/server.ts';

/** An ERP that outlives the service, and in which jobs made twice can be counted. */
export interface SoakErp {
  readonly url: string;
  readonly credentials: Readonly<Record<string, string>>;
  /** The jobs in it, by their numbers; one that was made twice is there twice. */
  jobIds(): string[];
  stop(): void;
}

/** Serves the Tryton double on a free port of this process. */
export const startErp = async (): Promise<SoakErp> => {
  const double = erpDouble({ clock: () => new Date() });
  const server = createServer((request, response) => {
    const serve = async (): Promise<void> => {
      const body = String(await readBody(request));
      const answer = await double.fetch(`http://127.0.0.1${request.url}`, {
        method: request.method ?? 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: request.headers.authorization ?? '' },
        body,
      });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
      response.end(await answer.text());
    };
    // Whoever was killed in the middle of a call hears no answer.
    serve().catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The ERP has no port.');
  return {
    url: `http://127.0.0.1:${address.port}/erp/`,
    credentials: double.credentials,
    jobIds: () => double.jobs().map(({ job_id }) => job_id),
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
