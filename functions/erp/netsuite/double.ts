import type { ErpDouble, MakeDouble, Mood } from '#erp/double.ts';
import { answerIn, refusal } from '#erp/netsuite/double-answers.ts';
import { jobMetadata, openJobTable } from '#erp/netsuite/double-jobs.ts';
import { answerQuery } from '#erp/netsuite/double-query.ts';
import { certificateCredentials, openGate } from '#erp/netsuite/double-sign-in.ts';

// NetSuite's REST services as far as the connector uses them, from Oracle's pages alone: no real account was at hand.

const TOKEN = '/services/rest/auth/oauth2/v1/token';
const QUERY = '/services/rest/query/v1/suiteql';
const METADATA = '/services/rest/record/v1/metadata-catalog/job';
const JOB = '/services/rest/record/v1/job/';

const isWrite = ({ method, url }: { readonly method: string; readonly url: string }): boolean =>
  ['PUT', 'PATCH'].includes(method) && new URL(url).pathname.startsWith(JOB);

const parsedOr = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text === '' ? null : text;
  }
};

const malformed = (): Response =>
  refusal(400, 'INVALID_REQUEST', 'The request could not be understood by the server due to malformed syntax.');

/** A OneWorld account with the Projects feature, and an integration that signs in with a certificate or with tokens. */
export const erpDouble: MakeDouble = (options): ErpDouble => {
  const settings = { account_id: 'TSTDRV815', subsidiary: '1', project_expense_type: '-2' };
  const gate = openGate(options, settings.account_id);
  const jobs = openJobTable();
  const replies: unknown[] = [];
  let mood: Mood | null = null;

  const write = (request: Request, key: string, body: string): Response => {
    if (mood !== null) {
      const answer = answerIn[mood]();
      mood = null;
      return answer;
    }
    const values = parsedOr(body);
    if (request.headers.get('Content-Type') !== 'application/json') return malformed();
    if (typeof values !== 'object' || values === null || Object.keys(values).length === 0) return malformed();
    // Without it the real one drops what is misspelt: nobody would notice.
    if (request.headers.get('X-NetSuite-PropertyNameValidation') !== 'Error') return malformed();
    return request.method === 'PUT' ? jobs.put(request.url, key, values) : jobs.patch(request.url, key, values);
  };

  const serve = (request: Request, body: string): Response => {
    const { pathname } = new URL(request.url);
    const route = `${request.method} ${pathname}`;
    if (route === `POST ${TOKEN}`) return gate.grant(request, body);
    const refused = gate.refuse(request);
    if (refused !== null) return refused;
    if (route === `POST ${QUERY}`) return answerQuery(request, body, jobs);
    if (route === `GET ${METADATA}` && request.headers.get('Accept') === 'application/schema+json') {
      return Response.json(jobMetadata);
    }
    if (!pathname.startsWith(JOB)) return malformed();
    const key = decodeURIComponent(pathname.slice(JOB.length));
    if (request.method === 'GET') return jobs.get(key);
    return isWrite(request) ? write(request, key, body) : malformed();
  };

  return {
    settings,
    settingsAt: (origin) => ({ ...settings, url: origin }),
    credentials: certificateCredentials,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const answer = serve(request, await request.text());
      if (isWrite(request)) replies.push(parsedOr(await answer.clone().text()));
      return answer;
    },
    isWrite,
    jobs: () => jobs.all().map(({ entityId, companyName }) => ({ job_id: entityId, name: companyName })),
    makeByHand: ({ job_id, name }) =>
      jobs.makeByHand({ entityId: job_id, companyName: name, subsidiary: { id: settings.subsidiary } }),
    replies,
    expireSessions: gate.expire,
    answerNext: (next) => {
      mood = next;
    },
  };
};
