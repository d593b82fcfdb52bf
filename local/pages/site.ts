import type { IncomingMessage, ServerResponse } from 'node:http';
import { TOKEN_SECONDS, type Issuer } from '#local/issuer.ts';
import { frontPage } from '#local/pages/front-page.ts';
import { standOf } from '#local/pages/stand.ts';
import type { Stand } from '#local/pages/steps.ts';
import { readBody, type Handle } from '#local/server.ts';
import { exportedFiles } from '#local/services/files.ts';
import type { Mailbox } from '#local/services/mail.ts';
import { FIRST_SAMPLE } from '#local/walk/sample-project.ts';
import { Refused, type Walk } from '#local/walk/walk.ts';
import { pageHeaders } from '#web/page-headers.ts';

/** What this machine's own pages show and do. */
export interface SiteParts {
  readonly url: string;
  readonly issuer: Issuer;
  readonly mailbox: Mailbox;
  readonly exportsFolder: string;
  readonly walk: Walk;
}

const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
};

/** True while the service is at work and the page will say more in a moment. */
const isUnderWay = ({ status: { status }, mails }: Stand): boolean =>
  status === 'exporting' || (status.startsWith('ready_to') && mails.length === 0);

const page = (response: ServerResponse, stand: Stand, fault: string | null, url: string): void => {
  const refresh = isUnderWay(stand) && fault === null ? { refresh: '1' } : {};
  response.writeHead(fault === null ? 200 : 409, { ...pageHeaders, ...refresh });
  response.end(frontPage(stand, fault, url));
};

const formOf = async (request: IncomingMessage): Promise<URLSearchParams> =>
  new URLSearchParams(String(await readBody(request, 10_000)));

const projectOf = (parameters: URLSearchParams): number => {
  const id = Number(parameters.get('project') ?? FIRST_SAMPLE);
  return Number.isSafeInteger(id) && id > 0 ? id : FIRST_SAMPLE;
};

/** Presses the project's one button; gives what the API said against it, if anything. */
const press = async (walk: Walk, projectId: number): Promise<string | null> => {
  const { action, open_request } = await walk.status(projectId);
  try {
    if (action.name === 'retrieve' && open_request) await walk.retrieve(open_request.id);
    else await walk.send(projectId);
    return null;
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
};

/** Mails bring their own style; nothing in them may load or run. */
const MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'";

const showMail = (response: ServerResponse, mailbox: Mailbox, number: number): void => {
  const mail = mailbox.all().at(-number);
  if (number < 1 || mail === undefined) json(response, 404, { message: 'Not Found' });
  else {
    response.writeHead(200, { ...pageHeaders, 'content-security-policy': MAIL_POLICY });
    response.end(mail.html);
  }
};

const pathOf = ({ url = '' }: IncomingMessage): URL => new URL(`http://localhost${url}`);

/** The paths that exist on this machine only, by method and path. */
export const site = ({ url, issuer, ...parts }: SiteParts): Readonly<Record<string, Handle>> => {
  const show = async (response: ServerResponse, projectId: number, fault: string | null): Promise<void> =>
    page(response, await standOf(parts, projectId), fault, url);
  return {
    'GET /': (request, response) => show(response, projectOf(pathOf(request).searchParams), null),
    'POST /local/walk': async (request, response) => {
      const projectId = projectOf(await formOf(request));
      const fault = await press(parts.walk, projectId);
      if (fault !== null) return show(response, projectId, fault);
      response.writeHead(303, { location: `/?project=${projectId}` }).end();
    },
    'POST /local/oauth/token': async (request, response) => {
      const token = await issuer.token((await formOf(request)).get('username') ?? '');
      if (token === null) json(response, 400, { error: 'invalid_grant', error_description: 'There is no such user.' });
      else json(response, 200, { access_token: token, token_type: 'Bearer', expires_in: TOKEN_SECONDS });
    },
    'GET /local/oauth/.well-known/openid-configuration': (_, response) => json(response, 200, issuer.discovery),
    'GET /local/oauth/jwks.json': (_, response) => json(response, 200, issuer.jwks),
    'GET /local/mail': (_, response) => json(response, 200, parts.mailbox.all()),
    'GET /local/mails': (request, response) =>
      showMail(response, parts.mailbox, Number(pathOf(request).searchParams.get('number'))),
    'GET /local/exports': (_, response) => json(response, 200, exportedFiles(parts.exportsFolder)),
  };
};
