import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '#local/server.ts';
import { pageHeaders } from '#web/page-headers.ts';

/** More is not in any form here. */
const FORM_LIMIT = 10_000;

/** What a form sent. */
export const readForm = async (request: IncomingMessage): Promise<URLSearchParams> =>
  new URLSearchParams(String(await readBody(request, FORM_LIMIT)));

export const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
};

/** A whole page, with the headers of all pages of the service. */
export const showPage = (
  response: ServerResponse,
  status: number,
  page: string,
  headers: Readonly<Record<string, string>> = {},
): void => {
  response.writeHead(status, { ...pageHeaders, ...headers });
  response.end(page);
};
