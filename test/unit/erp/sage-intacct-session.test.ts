import { parseXml, type XmlElement } from '@rgrove/parse-xml';
import { describe, expect, it } from 'vitest';
import { ErpError, type Job } from '#erp/connector.ts';
import { childrenOf, elementAt, textAt } from '#erp/sage-intacct/read-xml.ts';
import { login, requestXml } from '#erp/sage-intacct/envelope.ts';
import { connector } from '#erp/sage-intacct/index.ts';
import { companyDouble } from '#erp/sage-intacct/double.ts';
import { element, elements } from '#erp/sage-intacct/write-xml.ts';
import { accessTokenOf } from '#test/support/access-token.ts';

const NOW = '2026-11-23T09:00:00.000Z';

const job: Job = {
  external_id: '1-2',
  request_id: '2-1',
  job_id: '24-0815',
  fields: {},
  project: { id: 2, name: 'Library', start_date: '2026-03-02' },
  cost_codes: [],
};

const renamed = (name: string, request = '2-2'): Job => ({
  ...job,
  request_id: request,
  project: { ...job.project, name },
});

interface Sent {
  readonly url: string;
  readonly request: XmlElement;
  readonly verb: string;
  readonly controlId: string;
}

const sentOf = (url: string, body: string): Sent => {
  const { root } = parseXml(body);
  const called = elementAt(root ?? undefined, 'operation', 'content', 'function');
  const controlId = called?.attributes['controlid'] ?? '';
  return { url, request: root ?? expect.fail('no root'), verb: childrenOf(called)[0]?.name ?? '', controlId };
};

interface World {
  readonly settings?: Record<string, unknown>;
  readonly numbersProjects?: boolean;
  /** Answers a call in place of the double, which answers it first. */
  readonly instead?: (sent: Sent, answer: () => Promise<Response>) => Promise<Response> | null;
}

/** The connector on a double. */
const setUp = async ({ settings = {}, numbersProjects = false, instead }: World = {}) => {
  let now = Date.parse(NOW);
  const clock = () => new Date(now);
  const double = companyDouble({ clock }, { numbersProjects });
  const calls: Sent[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const sent = sentOf(new Request(input).url, typeof init?.body === 'string' ? init.body : '');
    calls.push(sent);
    return instead?.(sent, () => double.fetch(input, init)) ?? double.fetch(input, init);
  };
  const context = {
    settings: { ...double.settings, ...settings },
    credentials: double.credentials,
    clock,
    fetch,
    accessToken: accessTokenOf(clock),
    files: { put: () => Promise.reject(new Error()), exists: () => Promise.reject(new Error()) },
  };
  const session = await connector.connect(context);
  const verbs = () => calls.map(({ verb }) => verb);
  const written = () =>
    calls
      .filter(({ verb }) => verb === 'create' || verb === 'update')
      .map(({ request, verb }) => {
        const project = elementAt(request, 'operation', 'content', 'function', verb, 'PROJECT');
        return { [verb]: Object.fromEntries(childrenOf(project).map(({ name, text }) => [name, text])) };
      });
  /** People make a project in Sage Intacct itself, with these values. */
  const byHand = async (values: Record<string, string>) => {
    const whole = elements({ PROJECTCATEGORY: 'Contract', ...values });
    const call = { controlId: 'x', function: element('create', [element('PROJECT', whole)]), once: false };
    const { user_id = '', user_password = '', sender_id = '', sender_password = '' } = double.credentials;
    const credentials = { user_id, user_password, sender_id, sender_password };
    const body = requestXml(credentials, login({ company_id: 'ACME-BUILD' }, credentials), call);
    const headers = { 'Content-Type': 'application/xml' };
    const made = await double.fetch('https://api.intacct.com/ia/xml/xmlgw.phtml', { method: 'POST', body, headers });
    expect(await made.text()).toContain('<RECORDNO>');
  };
  return { double, session, calls, verbs, written, byHand, later: (seconds: number) => void (now += seconds * 1000) };
};

const failureOf = async (work: Promise<unknown> | undefined) => {
  const error: unknown = await work?.catch((reason: unknown) => reason);
  return error instanceof ErpError ? { kind: error.kind, field: error.field, message: error.message } : error;
};

describe('a session with Sage Intacct', () => {
  it('signs in once, then works at the address and in the session that it was given', async () => {
    const { session, calls, verbs } = await setUp();
    expect(calls).toEqual([]);
    await session.find(job);
    await session.create(job);
    expect(verbs()).toEqual(['getAPISession', 'query', 'create']);
    expect(calls.map(({ url }) => new URL(url).hostname)).toEqual(['api.intacct.com', 'na12.intacct.com', 'na12.intacct.com']); // prettier-ignore
    expect(calls.slice(1).map(({ request }) => textAt(request, 'operation', 'authentication', 'sessionid'))).toEqual(['session-1..', 'session-1..']); // prettier-ignore
  });

  it('signs in to the entity of the settings', async () => {
    const { session, calls } = await setUp({ settings: { entity: 'MIDWEST' } });
    await session.find(job);
    expect(textAt(calls[0]?.request, 'operation', 'authentication', 'login', 'locationid')).toBe('MIDWEST');
    const unknown = await setUp({ settings: { entity: 'NOWHERE' } });
    expect(await failureOf(unknown.session.find(job))).toMatchObject({ kind: 'unauthorized' });
  });

  it('keeps a session for as long as the gateway says, and begins another in time', async () => {
    const { session, verbs, later } = await setUp();
    await session.find(job);
    later(2 * 3600 - 61);
    await session.find(job);
    expect(verbs()).toEqual(['getAPISession', 'query', 'query']);
    later(2);
    await session.find(job);
    expect(verbs().slice(3)).toEqual(['getAPISession', 'query']);
  });

  it('goes on in a new session when the old one is not accepted any more, once', async () => {
    const { session, double, verbs } = await setUp();
    await session.find(job);
    double.expireSessions();
    await session.create(job);
    expect(verbs()).toEqual(['getAPISession', 'query', 'create', 'getAPISession', 'create']);
    expect(double.jobs()).toHaveLength(1);
    const never = await setUp({
      instead: ({ verb }) => {
        if (verb === 'query') never.double.expireSessions();
        return null;
      },
    });
    expect(await failureOf(never.session.find(job))).toMatchObject({ kind: 'unauthorized' });
    expect(never.verbs()).toEqual(['getAPISession', 'query', 'getAPISession', 'query']);
  });

  it.each([
    'http://na12.intacct.com/ia/xml/xmlgw.phtml',
    'https://intacct.com.example.net/ia/xml/xmlgw.phtml',
    'https://evilintacct.com/ia/xml/xmlgw.phtml',
    'https://user@na12.intacct.com/ia/xml/xmlgw.phtml',
    'nowhere',
    '',
  ])('sends the sender’s password to no address such as %s', async (endpoint) => {
    const world = await setUp({
      instead: async (_, answer) => {
        const text = await (await answer()).text();
        return new Response(text.replace('https://na12.intacct.com/ia/xml/xmlgw.phtml', endpoint));
      },
    });
    expect(await failureOf(world.session.find(job))).toMatchObject({ kind: 'temporary' });
    expect(world.verbs()).toEqual(['getAPISession']);
  });
});

describe('a project that is made', () => {
  it('is written what the document shows, once', async () => {
    const { session, written, calls } = await setUp();
    await session.create(job);
    expect(written()).toEqual([{ create: connector.document(job, { company_id: 'ACME-BUILD' })['PROJECT'] }]);
    const [create] = calls.filter(({ verb }) => verb === 'create');
    expect(textAt(create?.request, 'control', 'uniqueid')).toBe('true');
    expect(calls.filter(({ verb }) => verb !== 'create').map(({ request }) => textAt(request, 'control', 'uniqueid'))).toEqual(['false']); // prettier-ignore
  });

  it('keeps its control id on every repeat, and has another one after a correction and in the next request', async () => {
    const { session, calls } = await setUp();
    const ids = async (each: Job) => {
      calls.length = 0;
      await session.create(each);
      return calls.find(({ verb }) => verb === 'create')?.controlId;
    };
    const first = await ids(job);
    expect(first).toMatch(/^1-2\/2-1\/create\/[0-9a-f]{32}$/);
    expect(await ids(structuredClone(job))).toBe(first);
    const others = [
      await ids({ ...job, fields: { customer: 'ACME' } }),
      await ids({ ...job, request_id: '2-2' }),
      await ids({ ...job, external_id: '1-2-1', job_id: 'B' }),
    ];
    expect(new Set([first, ...others]).size).toBe(4);
  });

  it('can be made after a refusal, corrected or not', async () => {
    for (const corrected of [job, { ...job, fields: { customer: 'ACME' } }]) {
      const { session, double } = await setUp();
      double.answerNext('refusing');
      expect(await failureOf(session.create(job))).toMatchObject({ kind: 'refused', field: 'fields.customer' });
      expect(await session.create(corrected)).toMatchObject({ job_id: '24-0815' });
      expect(double.jobs()).toHaveLength(1);
    }
  });

  it('is found and brought in line when a lost attempt turns out to have made it', async () => {
    const { session, double, written } = await setUp();
    await session.create(job);
    const again = { ...renamed('Library, north'), job_id: '24-0815' };
    expect(await session.create(again)).toMatchObject({ job_id: '24-0815', erp_id: '1' });
    expect(double.jobs()).toEqual([{ job_id: '24-0815', name: 'Library, north' }]);
    expect(written().at(-1)).toEqual({ update: { RECORDNO: '1', NAME: 'Library, north' } });
  });

  it('is found under the id that an earlier attempt gave it', async () => {
    const { session } = await setUp();
    const made = await session.create(job);
    expect(await session.find({ ...job, job_id: 'corrected' })).toEqual(made);
  });

  it('may not have the id of another one', async () => {
    const { session, double } = await setUp();
    double.makeByHand({ job_id: '24-0815', name: 'By hand' });
    expect(await failureOf(session.create(job))).toEqual({
      kind: 'refused',
      field: 'fields.job_id',
      message: 'Project ID 24-0815 is taken by the project "By hand".',
    });
  });

  it('and a lost answer that has no keys is an unknown outcome', async () => {
    const world = await setUp({
      instead: async ({ verb }, answer) => {
        const text = await (await answer()).text();
        return new Response(
          verb === 'create' ? text.replace('PROJECTID>', 'OTHER>').replace('PROJECTID>', 'OTHER>') : text,
        );
      },
    });
    expect(await failureOf(world.session.create(job))).toMatchObject({ kind: 'unknown_outcome' });
  });
});

describe('a project that is updated', () => {
  it('is written only what changed, and nothing when nothing did', async () => {
    const { session, written, verbs } = await setUp();
    const made = await session.create(job);
    await session.update(job, made);
    expect(written()).toHaveLength(1);
    expect(verbs()).toEqual(['getAPISession', 'create', 'query']);
    await session.update(renamed('Library, north'), made);
    await session.update({ ...renamed('Library, north'), fields: { customer: 'ACME', location: '200' } }, made);
    expect(written().slice(1)).toEqual([
      { update: { RECORDNO: '1', NAME: 'Library, north' } },
      { update: { RECORDNO: '1', CUSTOMERID: 'ACME', LOCATIONID: '200' } },
    ]);
  });

  it('keeps its id and its category, and the location that people gave it in place of that of the settings', async () => {
    const { session, double, written } = await setUp({
      settings: { location: '100', project_category: 'Capitalized' },
    });
    double.makeByHand({ job_id: 'OLD-7', name: 'Old' });
    const linked = { job_id: 'OLD-7', erp_id: '1', url: null, at: NOW };
    expect(await session.update(job, linked)).toMatchObject({ job_id: 'OLD-7' });
    expect(written()).toEqual([
      { update: { RECORDNO: '1', NAME: 'Library', DOCNUMBER: 'send-to-erp:1-2', BEGINDATE: '03/02/2026' } },
    ]);
  });

  it('has another control id in each request', async () => {
    const { session, calls } = await setUp();
    const made = await session.create(job);
    await session.update(renamed('B', '2-2'), made);
    await session.update(renamed('Library', '2-3'), made);
    await session.update(renamed('B', '2-4'), made);
    const ids = calls.filter(({ verb }) => verb === 'update').map(({ controlId }) => controlId);
    expect(new Set(ids).size).toBe(3);
  });

  it('is the oldest one, where people copied it', async () => {
    const { session, written, byHand } = await setUp();
    const made = await session.create(job);
    await byHand({ PROJECTID: 'COPY', NAME: 'Library (copy)', DOCNUMBER: 'send-to-erp:1-2' });
    expect(await session.find(job)).toEqual(made);
    expect(await session.update(renamed('Library, north'), made)).toEqual(made);
    expect(written().at(-1)).toEqual({ update: { RECORDNO: '1', NAME: 'Library, north' } });
  });
});

describe('a project that an administrator linked', () => {
  const linked = { job_id: 'OLD-7', erp_id: '1', url: null, at: NOW };

  it.each([
    ['is gone', null, 'Project OLD-7 is no longer in Sage Intacct.'],
    ['has another one’s mark', 'send-to-erp:1-23', 'Project OLD-7 in Sage Intacct belongs to another Procore project.'],
  ])('is not made or changed where it %s', async (_, mark, message) => {
    const { session, byHand, written } = await setUp();
    if (mark !== null) await byHand({ PROJECTID: 'OLD-7', NAME: 'Old', DOCNUMBER: mark });
    expect(await failureOf(session.update(job, linked))).toEqual({ kind: 'refused', field: null, message });
    expect(written()).toEqual([]);
  });

  it('is looked for among the private projects of entities too', async () => {
    const { session, calls } = await setUp();
    await session.find(job);
    await session.lookUp?.('OLD-7');
    const asked = calls.filter(({ verb }) => verb === 'query').map(({ request }) => textAt(request, 'operation', 'content', 'function', 'query', 'options', 'showprivate')); // prettier-ignore
    expect(asked).toEqual(['true', 'true']);
  });

  it('is not taken over where people use its reference number', async () => {
    const world = await setUp();
    await world.byHand({ PROJECTID: 'OLD-7', NAME: 'Old', DOCNUMBER: 'PO 4711' });
    expect(await failureOf(world.session.update(job, linked))).toEqual({
      kind: 'refused',
      field: null,
      message:
        'Project OLD-7 has the value "PO 4711" in DOCNUMBER, where this service puts its mark. ' +
        'Clear it, or have an administrator name another field for the mark.',
    });
    expect(world.written()).toEqual([]);
  });

  it('is marked in the field of the settings, and found by it', async () => {
    const { session, double, written } = await setUp({ settings: { mark_field: 'SEND_TO_ERP_ID' } });
    double.makeByHand({ job_id: 'OLD-7', name: 'Library' });
    await session.update(job, linked);
    expect(written()).toEqual([
      { update: { RECORDNO: '1', BEGINDATE: '03/02/2026', SEND_TO_ERP_ID: 'send-to-erp:1-2' } },
    ]);
    expect(await session.lookUp?.('OLD-7')).toMatchObject({ external_id: '1-2' });
  });
});

describe('a company that numbers its projects itself', () => {
  it('is sent no id and asks approvers for none; the receipt has the number that it gave', async () => {
    const { session, double, written } = await setUp({ numbersProjects: true });
    expect(await session.create(job)).toMatchObject({ job_id: 'P-0001', erp_id: '1' });
    expect(written()[0]?.['create']).not.toHaveProperty('PROJECTID');
    const profile = connector.profileFor(double.settings);
    expect(profile.accept_fields.map(({ key }) => key)).toEqual(['customer', 'location']);
    expect(profile.repeated_create).toBe('second_job');
    expect(connector.profileFor({ company_id: 'A' }).repeated_create).toBe('same_job');
  });

  it('has a project once when the same write is repeated', async () => {
    const { session, double, verbs } = await setUp({ numbersProjects: true });
    const made = await session.create(job);
    expect(await session.find(job)).toEqual(made);
    expect(await session.create(job)).toEqual(made);
    expect(double.jobs()).toHaveLength(1);
    expect(verbs()).toEqual(['getAPISession', 'create', 'query', 'create', 'query']);
  });
});

describe('what approvers choose from', () => {
  it('are active customers and locations, found by words of id and name in any case', async () => {
    const { session, calls } = await setUp();
    const customers = [
      { value: 'ACME', label: 'ACME Acme & Söhne <Holding>' },
      { value: 'SPRINGFIELD', label: 'SPRINGFIELD City of Springfield' },
    ];
    expect(await session.options?.('customer', '')).toEqual(customers);
    expect(await session.options?.('customer', ' city  SPRING ')).toEqual([customers[1]]);
    expect(await session.options?.('customer', 'acme & <h')).toEqual([customers[0]]);
    expect(await session.options?.('customer', 'closed')).toEqual([]);
    expect(await session.options?.('location', 'east')).toEqual([{ value: '200', label: '200 East Coast' }]);
    expect(await session.options?.('nothing', '')).toEqual([]);
    expect(calls.filter(({ verb }) => verb === 'query').map(({ request }) => textAt(request, 'operation', 'content', 'function', 'query', 'pagesize'))).toEqual(Array(5).fill('200')); // prettier-ignore
  });

  it('is the customer alone where the settings name the location, and must be chosen where they say so', () => {
    const fieldsFor = (settings: object) =>
      connector
        .profileFor({ company_id: 'A', ...settings })
        .accept_fields.map(({ key, required }) => `${key}${required ? '!' : ''}`);
    expect(fieldsFor({})).toEqual(['job_id', 'customer', 'location']);
    expect(fieldsFor({ location: '100' })).toEqual(['job_id', 'customer']);
    expect(fieldsFor({ required_fields: ['customer', 'location'] })).toEqual(['job_id', 'customer!', 'location!']);
  });
});

describe('the check of the connection', () => {
  it('reads as an export does, and what the settings name', async () => {
    const good = await setUp({ settings: { location: '100' } });
    await good.session.checkConnection();
    expect(good.verbs()).toEqual(['getAPISession', 'query', 'query']);
    const noLocation = await setUp({ settings: { location: '999' } });
    expect(await failureOf(noLocation.session.checkConnection())).toMatchObject({ kind: 'refused' });
    const noField = await setUp({ settings: { mark_field: 'NO_SUCH_FIELD' } });
    expect(await failureOf(noField.session.checkConnection())).toMatchObject({
      kind: 'refused',
      message: 'There is no field NO_SUCH_FIELD in PROJECT. [Support ID: QfQz3] (BL03000130)',
    });
  });
});
