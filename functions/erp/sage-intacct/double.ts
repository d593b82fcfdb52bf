import { parseXml, XmlError, type XmlElement } from '@rgrove/parse-xml';
import { type DoubleOptions, type ErpDouble, type MakeDouble, type Mood } from '#erp/double.ts';
import { asXml, dataOf, errorMessage, keysOf, MOODS, recordsOf, refused } from '#erp/sage-intacct/double-answers.ts';
import { below, Company, only, Refusal, SchemaFault, valuesIn } from '#erp/sage-intacct/double-projects.ts';
import { COMPANY, CREDENTIALS, SESSION_MS, Sessions } from '#erp/sage-intacct/double-sessions.ts';
import { element, elements, type Element } from '#erp/sage-intacct/write-xml.ts';

// The XML gateway 3.0 as far as the connector uses it. Numbers and texts of refusals that Sage does not document are made up.

const PATH = '/ia/xml/xmlgw.phtml';
const CONTROL = ['senderid', 'password', 'controlid', 'uniqueid', 'dtdversion', 'includewhitespace', 'showadditionalerrorinfo']; // prettier-ignore
const isWrite = ({ body }: { readonly body: string }): boolean => /<(?:create|update)>/.test(body);

/** A company at Sage Intacct, with or without numbers of its own for projects. */
export const companyDouble = (
  { clock }: DoubleOptions,
  { numbersProjects }: { readonly numbersProjects: boolean },
): ErpDouble => {
  const company = new Company({ numbersProjects });
  const sessions = new Sessions(clock);
  const carriedOut = new Set<string>();
  const replies: unknown[] = [];
  let mood: Mood | null = null;

  const run = (call: XmlElement, url: URL): Element => {
    switch (call.name) {
      case 'getAPISession': {
        const { id, origin } = sessions.begin(url);
        const api = elements({ sessionid: id, endpoint: `${origin}${PATH}`, locationid: '' });
        return element('data', [element('api', api)]);
      }
      case 'query':
        return recordsOf(below(call).find(({ name }) => name === 'object')?.text ?? '', company.query(call));
      case 'create':
        return keysOf(company.create(valuesIn(only(call, 'PROJECT')[0] ?? call)));
      case 'update':
        return keysOf(company.update(valuesIn(only(call, 'PROJECT')[0] ?? call)));
      default:
        throw new SchemaFault(`The double has no ${call.name}.`);
    }
  };

  const result = (call: XmlElement, url: URL, controlId: string, once: boolean): Element => {
    const head = { function: call.name, controlid: controlId };
    try {
      if (mood !== null && (call.name === 'create' || call.name === 'update')) {
        const refusal = mood === 'refusing' || mood === 'forbidden' ? MOODS[mood] : null;
        mood = null;
        if (refusal !== null) throw refusal;
      }
      if (once && carriedOut.has(controlId)) throw new Refusal('XL03000010', 'The control id was carried out before.');
      const data = run(call, url);
      if (once) carriedOut.add(controlId);
      return element('result', [...elements({ status: 'success', ...head }), data]);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const data = element('data', '', { listtype: 'objects', count: '0' });
      return element('result', [...elements({ status: 'failure', ...head }), data, errorMessage(error)]);
    }
  };

  const answer = (root: XmlElement, url: URL): Element => {
    if (root.name !== 'request') throw new SchemaFault('the root must be request');
    const [control, operation] = only(root, 'control', 'operation');
    const [sender, password, controlId = '', once, version] = control ? only(control, ...CONTROL).map(({ text }) => text) : []; // prettier-ignore
    if (version !== '3.0' || controlId === '' || controlId.length > 256) throw new SchemaFault('control is not valid');
    if (sender !== CREDENTIALS.sender_id || password !== CREDENTIALS.sender_password) {
      return refused(new Refusal('XL03000006', `Incorrect Intacct XML Partner ID or password: ${sender}.`));
    }
    const [authentication, content] = operation ? only(operation, 'authentication', 'content') : [];
    const [called] = content ? only(content, 'function') : [];
    const functionId = called?.attributes['controlid'] ?? '';
    const [call] = called ? below(called) : [];
    if (!authentication || !call || functionId === '' || functionId.length > 256)
      throw new SchemaFault('function is not valid');
    const who = sessions.authenticate(authentication, url);
    const done = element('control', elements({ status: 'success', senderid: sender, controlid: controlId, uniqueid: once ?? '', dtdversion: version })); // prettier-ignore
    const user = { userid: CREDENTIALS.user_id, companyid: COMPANY.company_id, locationid: '' };
    if (who === null) {
      const failure = element('authentication', elements({ status: 'failure', ...user }));
      const message = errorMessage(new Refusal('XL03000006', `Sign-in information of ${user.userid} is incorrect.`));
      return element('response', [done, element('operation', [failure, message])]);
    }
    const isoAt = (time: number): string => new Date(time).toISOString().replace('.000Z', '+00:00');
    const times = {
      sessiontimestamp: isoAt(clock().getTime()),
      sessiontimeout: isoAt(who === 'user' ? clock().getTime() + SESSION_MS : who.endsAt),
    };
    const success = element('authentication', elements({ status: 'success', ...user, ...times }));
    return element('response', [done, element('operation', [success, result(call, url, functionId, once === 'true')])]);
  };

  const serve = (request: Request, body: string): Response => {
    const url = new URL(request.url);
    if (url.pathname !== PATH || request.method !== 'POST') return new Response('<html>', { status: 404 });
    if (request.headers.get('Content-Type') !== 'application/xml') return new Response('<html>', { status: 415 });
    if (isWrite({ body }) && (mood === 'throttled' || mood === 'failing')) {
      const isThrottled = mood === 'throttled';
      mood = null;
      return isThrottled ? asXml(refused(new Refusal('GW-0010', 'Too Many Requests')), 429) : new Response('<html>', { status: 500 }); // prettier-ignore
    }
    try {
      const { root } = parseXml(body);
      if (root === null) throw new SchemaFault('there is no root');
      return asXml(answer(root, url));
    } catch (error) {
      if (!(error instanceof SchemaFault || error instanceof XmlError)) throw error;
      return asXml(refused(new Refusal('XL03000003', `XML Parse schema error: ${String(error)}`)));
    }
  };

  return {
    settings: { company_id: COMPANY.company_id, ...(numbersProjects && { numbered_by_erp: true }) },
    settingsAt: (origin) => ({ company_id: COMPANY.company_id, endpoint: `${origin}${PATH}` }),
    credentials: CREDENTIALS,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const body = await request.text();
      const response = serve(request, body);
      if (isWrite({ body }) && response.status === 200) {
        const { root } = parseXml(await response.clone().text());
        replies.push(root && dataOf(root));
      }
      return response;
    },
    isWrite,
    jobs: () => company.tables.PROJECT.map(({ PROJECTID = '', NAME = '' }) => ({ job_id: PROJECTID, name: NAME })),
    makeByHand: ({ job_id, name }) =>
      void company.create({ PROJECTID: job_id, NAME: name, PROJECTCATEGORY: 'Contract' }),
    replies,
    expireSessions: () => sessions.expire(),
    answerNext: (next) => {
      mood = next;
    },
  };
};

/** A company in which people number projects; it has an entity `MIDWEST`. */
export const erpDouble: MakeDouble = (options) => companyDouble(options, { numbersProjects: false });
