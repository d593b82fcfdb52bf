import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LocalErp } from '#local/erp/local-erp.ts';
import type { Issuer } from '#local/issuer.ts';
import { json, readForm, showPage } from '#local/pages/answers.ts';
import { erpPaths } from '#local/pages/erp-paths.ts';
import { frontPage } from '#local/pages/front-page.ts';
import { standOf } from '#local/pages/stand.ts';
import type { Stand } from '#local/pages/steps.ts';
import type { Handle } from '#local/server.ts';
import type { EventBuses } from '#local/services/events.ts';
import { exportedFiles } from '#local/services/files.ts';
import type { Mailbox } from '#local/services/mail.ts';
import type { Codes } from '#local/sign-in/codes.ts';
import { signInPaths } from '#local/sign-in/paths.ts';
import { FIRST_SAMPLE } from '#local/walk/sample-project.ts';
import { Refused, type Walk } from '#local/walk/walk.ts';

/** What this machine's own pages show and do. */
export interface SiteParts {
  readonly url: string;
  readonly issuer: Issuer;
  readonly codes: Codes;
  readonly mailbox: Mailbox;
  readonly eventBuses: EventBuses;
  readonly exportsFolder: string;
  readonly walk: Walk;
  readonly erp: LocalErp;
}

/** True while the service is at work and the page will say more in a moment. */
const isUnderWay = ({ status: { status }, mails }: Stand): boolean =>
  status === 'exporting' || (status.startsWith('ready_to') && mails.length === 0);

const page = (response: ServerResponse, stand: Stand, fault: string | null, url: string): void => {
  const refresh = isUnderWay(stand) && fault === null ? { refresh: '1' } : {};
  showPage(response, fault === null ? 200 : 409, frontPage(stand, fault, url), refresh);
};

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
  else showPage(response, 200, mail.html, { 'content-security-policy': MAIL_POLICY });
};

const pathOf = ({ url = '' }: IncomingMessage): URL => new URL(`http://localhost${url}`);

/** The paths that exist on this machine only, by method and path. */
export const site = ({ url, issuer, codes, ...parts }: SiteParts): Readonly<Record<string, Handle>> => {
  const show = async (response: ServerResponse, projectId: number, fault: string | null): Promise<void> =>
    page(response, await standOf(parts, projectId), fault, url);
  return {
    ...signInPaths(url, issuer, codes),
    ...erpPaths(parts.erp),
    'GET /': (request, response) => show(response, projectOf(pathOf(request).searchParams), null),
    'POST /local/walk': async (request, response) => {
      const projectId = projectOf(await readForm(request));
      const fault = await press(parts.walk, projectId);
      if (fault !== null) return show(response, projectId, fault);
      response.writeHead(303, { location: `/?project=${projectId}` }).end();
    },
    'GET /local/mail': (_, response) => json(response, 200, parts.mailbox.all()),
    'GET /local/events': (_, response) => json(response, 200, parts.eventBuses.all()),
    'GET /local/mails': (request, response) =>
      showMail(response, parts.mailbox, Number(pathOf(request).searchParams.get('number'))),
    'GET /local/exports': (_, response) => json(response, 200, exportedFiles(parts.exportsFolder)),
  };
};
