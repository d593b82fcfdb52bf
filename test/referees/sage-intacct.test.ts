import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseXml } from '@rgrove/parse-xml';
import type { Job } from '../../functions/erp/connector.ts';
import { containerTokens } from '../../functions/erp/container-tokens.ts';
import { companyDouble } from '../../functions/erp/sage-intacct/double.ts';
import { connector } from '../../functions/erp/sage-intacct/index.ts';
import { childrenOf, elementAt, textAt, type XmlElement } from '../../functions/erp/sage-intacct/read-xml.ts';
import { countOf, isMissing } from './contracts.ts';
import { DTD, judgedByDtd, judgedByXsd, projectIn, verbOf, XSD } from './sage-intacct-judges.ts';
import { sdkAnswer, sdkCreate, sdkSignIn } from './sage-intacct-sdk.ts';

const fixture: Job = {
  external_id: '1-562949',
  request_id: '562949-1',
  job_id: '24-0815',
  fields: { customer: 'SPRINGFIELD', location: '100' },
  project: {
    id: 562949,
    name: 'Riverside Library, north wing',
    start_date: '2026-03-02',
    completion_date: '2027-08-31',
  },
  cost_codes: [],
};

interface Exchange {
  readonly request: string;
  readonly answer: string;
}

interface Recorded {
  readonly exchanges: Exchange[];
  readonly settings: Record<string, unknown>;
  readonly credentials: Readonly<Record<string, string>>;
}

/** Everything that the connector and its double say to each other over the life of one job. */
const conversation = async (job: Job, settings: Record<string, unknown> = {}): Promise<Recorded> => {
  const clock = () => new Date('2026-11-23T09:00:00.000Z');
  const double = companyDouble({ clock }, { numbersProjects: settings['numbered_by_erp'] === true });
  const exchanges: Exchange[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const response = await double.fetch(input, init);
    exchanges.push({ request: typeof init?.body === 'string' ? init.body : '', answer: await response.clone().text() });
    return response;
  };
  const session = await connector.connect({
    settings: { ...double.settings, ...settings },
    credentials: double.credentials,
    clock,
    fetch,
    accessToken: containerTokens(clock)({ company_id: 1, id: 'accounting' }),
    files: { put: () => Promise.reject(new Error()), exists: () => Promise.reject(new Error()) },
  });
  const failed = () => null;
  const made = await session.create(job).catch(failed);
  await session.find(job);
  if (made !== null) {
    await session.update({ ...job, request_id: '2', project: { ...job.project, name: 'Another name' } }, made);
  }
  await session.create(job).catch(failed);
  await session.lookUp?.(job.job_id);
  await session.checkConnection().catch(failed);
  for (const key of ['customer', 'location']) await session.options?.(key, job.project.name).catch(failed);
  return { exchanges, settings: { ...double.settings, ...settings }, credentials: double.credentials };
};

/** Names that people or machines could give: markup, control characters, half surrogate pairs, 4-byte characters. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
  fc.string({ unit: fc.constantFrom('<', '&', '"', ']]>', '\u0000', '\uD83D', '\uFFFE', 'x', '\n', '😀'), minLength: 1, maxLength: 40 }), // prettier-ignore
);
const day = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
const dayText = day.map((date) => date.toISOString().slice(0, 10));

const anyJob = fc
  .record({
    name: anyText,
    job_id: anyText,
    start: fc.option(dayText, { nil: undefined }),
    end: fc.option(dayText, { nil: undefined }),
    fields: fc.record({ customer: fc.constantFrom('ACME', '<&>'), location: fc.constantFrom('100', '"') }, { requiredKeys: [] }), // prettier-ignore
  })
  .map(({ name, job_id, start, end, fields }): Job => ({
    ...fixture,
    job_id,
    fields: { ...fields },
    project: { id: 2, name, ...(start && { start_date: start }), ...(end && { completion_date: end }) },
  }));

const SETTINGS: Record<string, unknown>[] = [
  {},
  { entity: 'MIDWEST', location: '200' },
  { mark_field: 'SEND_TO_ERP_ID' },
  { numbered_by_erp: true },
];

const recorded: Recorded[] = [];
for (const settings of SETTINGS) recorded.push(await conversation(fixture, settings));
for (const job of fc.sample(anyJob, { numRuns: 60, seed: 4711 })) {
  for (const settings of SETTINGS) recorded.push(await conversation(job, settings));
}
const exchanges = recorded.flatMap((each) => each.exchanges);

const requestsFor = (verb: string): string[] =>
  exchanges.map(({ request }) => request).filter((request) => verbOf(request) === verb);

/** An element as data that two writers can be compared by. */
const treeOf = (xml: XmlElement): unknown => ({
  name: xml.name,
  attributes: { ...xml.attributes },
  content: childrenOf(xml).length > 0 ? childrenOf(xml).map(treeOf) : xml.text,
});

const rootOf = (request: string): XmlElement => parseXml(request).root ?? expect.fail('no root');

/** Our request as Sage's SDK could write it: it states the default of `transaction`, and cannot ask for more about an error. */
const asBySdk = (request: string): string =>
  request
    .replace('<operation>', '<operation transaction="false">')
    .replace('<showadditionalerrorinfo>true</showadditionalerrorinfo>', '');

const differsFromSdk = (request: string, bySdk: string): boolean =>
  JSON.stringify(treeOf(rootOf(asBySdk(request)))) !== JSON.stringify(treeOf(rootOf(bySdk)));

describe.skipIf(isMissing(XSD))('Sage’s XSD of version 3.0', () => {
  const counted = countOf('sage-intacct: requests against api.xsd 3.0');

  it('takes every request', async () => {
    const requests = [...new Set(exchanges.map(({ request }) => request))];
    expect(await judgedByXsd(requests)).toEqual([]);
    requests.forEach(counted.add);
    expect(new Set(requests.map(verbOf))).toEqual(new Set(['getAPISession', 'query', 'create', 'update']));
  });

  it.each([
    ['the sender under another name', 'create', /senderid>/g, 'sender>'],
    [
      'the version before the sender',
      'create',
      /(<senderid>.*?<\/senderid>)(.*)(<dtdversion>3.0<\/dtdversion>)/s,
      '$3$1$2',
    ],
    ['no operation', 'create', /<operation>.*<\/operation>/s, ''],
    ['no authentication', 'create', /<authentication>.*<\/authentication>/s, ''],
    ['no control id of the function', 'create', / controlid="[^"]*"/, ''],
    ['a control id of 257 characters', 'create', /controlid="[^"]*"/, `controlid="${'x'.repeat(257)}"`],
    ['a function that does not exist', 'create', /create>/g, 'make>'],
    ['white space asked for by another word', 'create', /<includewhitespace>false/, '<includewhitespace>never'],
    [
      'the password before the user',
      'getAPISession',
      /(<userid>.*<\/companyid>)(<password>.*?<\/password>)(?=<\/login>)/s,
      '$2$1',
    ],
    ['no company', 'getAPISession', /<companyid>.*<\/companyid>/s, ''],
    ['a query that selects nothing', 'query', /<select>.*<\/select>/s, ''],
    ['an operator of another language', 'query', /equalto>/g, 'eq>'],
    ['an `or` of one condition', 'query', /<filter>(.*)<\/filter>/s, '<filter><or>$1</or></filter>'],
    ['a page of 2,001', 'query', /<pagesize>\d+/, '<pagesize>2001'],
    ['an order that is neither', 'query', /<ascending><\/ascending>/, '<upwards/>'],
    [
      'options in the wrong order',
      'query',
      /<options>.*<\/options>/s,
      '<options><showprivate>true</showprivate><caseinsensitive>true</caseinsensitive></options>',
    ],
    ['text that is not escaped', 'create', /<NAME>[^<]*/, '<NAME>A < B'],
  ])('refuses %s', async (_, verb, from, to) => {
    const right = requestsFor(verb)[0] ?? '';
    const wrong = right.replace(from, to);
    expect(wrong).not.toBe(right);
    expect(await judgedByXsd([wrong])).not.toEqual([]);
  });
});

describe.skipIf(isMissing(DTD))('Sage’s DTD of version 2.1', () => {
  const counted = countOf('sage-intacct: creates against the DTD 2.1');
  // There a project always has an id.
  const creates = [...new Set(requestsFor('create'))].filter((request) => request.includes('<PROJECTID>'));

  it('knows every field that is written', () => {
    expect(judgedByDtd(creates)).toEqual([]);
    creates.forEach(counted.add);
    const names = (request: string) => childrenOf(projectIn(request)).map(({ name }) => name);
    const created = new Set(['RECORDNO', ...creates.flatMap(names)]);
    expect(
      requestsFor('update')
        .flatMap(names)
        .filter((name) => !created.has(name)),
    ).toEqual([]);
  });

  it.each([
    ['a field that does not exist', /<NAME>/, '<BOGUS>x</BOGUS><NAME>'],
    ['a field under another name', /PROJECTCATEGORY>/g, 'CATEGORY>'],
    ['no id', /<PROJECTID>.*<\/PROJECTID>/s, ''],
    ['no name', /<NAME>.*<\/NAME>/s, ''],
    ['no category', /<PROJECTCATEGORY>.*<\/PROJECTCATEGORY>/s, ''],
    ['a field twice', /(<CUSTOMERID>.*<\/CUSTOMERID>)/s, '$1$1'],
    ['no control id of the function', / controlid="[^"]*"/, ''],
    ['the sender under another name', /senderid>/g, 'sender>'],
  ])('refuses %s', (_, from, to) => {
    const right = creates[0] ?? '';
    const wrong = right.replace(from, to);
    expect(wrong).not.toBe(right);
    expect(judgedByDtd([wrong])).not.toEqual([]);
  });
});

describe('Sage’s own SDK', () => {
  const written = countOf('sage-intacct: requests compared with what @intacct/intacct-sdk writes');
  const read = countOf('sage-intacct: answers of the double read by @intacct/intacct-sdk');

  it('writes the same request for the same project, element by element', () => {
    for (const { exchanges: each, credentials } of recorded) {
      for (const { request } of each.filter((exchange) => verbOf(exchange.request) === 'create')) {
        const bySdk = sdkCreate(rootOf(request), credentials);
        expect(treeOf(rootOf(asBySdk(request)))).toEqual(treeOf(rootOf(bySdk)));
        written.add();
      }
    }
  });

  it('signs in with the same request', () => {
    for (const { exchanges: each, credentials, settings } of recorded) {
      const [signIn] = each;
      const bySdk = sdkSignIn({ ...credentials, ...settings });
      expect(treeOf(rootOf(asBySdk(signIn?.request ?? '')))).toEqual(treeOf(rootOf(bySdk)));
      written.add();
    }
  });

  it.each([
    ['a name changed', /<NAME>/, '<NAME>x'],
    ['a field missing', /<CUSTOMERID>.*<\/CUSTOMERID>/s, ''],
    ['a field too many', /<NAME>/, '<STATUS>active</STATUS><NAME>'],
    ['another order', /(<PROJECTID>.*<\/PROJECTID>)(<NAME>.*<\/NAME>)/s, '$2$1'],
    ['the American and the European day mixed up', /03\/02\/2026/, '02/03/2026'],
    ['no uniqueness asked for', /<uniqueid>true/, '<uniqueid>false'],
    ['another version', /<dtdversion>3.0/, '<dtdversion>2.1'],
    ['the category in another case', /Contract/, 'contract'],
    ['the control id elsewhere', / controlid="[^"]*"/, ' id="x"'],
  ])('bites: %s', (_, from, to) => {
    const [first] = recorded;
    const right = first?.exchanges.map(({ request }) => request).find((request) => verbOf(request) === 'create') ?? '';
    const bySdk = sdkCreate(rootOf(right), first?.credentials ?? {});
    const wrong = right.replace(from, to);
    expect(wrong).not.toBe(right);
    expect(differsFromSdk(right, bySdk)).toBe(false);
    expect(differsFromSdk(wrong, bySdk)).toBe(true);
  });

  it('reads every answer of the double as the connector does', () => {
    for (const { answer } of exchanges) {
      const root = rootOf(answer);
      const seen = sdkAnswer(answer);
      const result = elementAt(root, 'operation', 'result');
      expect(seen.status).toBe(textAt(result, 'status'));
      expect(seen.controlId).toBe(textAt(result, 'controlid'));
      if (seen.status === 'success') {
        const rows = childrenOf(elementAt(result, 'data')).map((row) =>
          Object.fromEntries(childrenOf(row).map(({ name, text }) => [name, text.trim()])),
        );
        expect(seen.data).toEqual(rows);
      } else {
        expect(seen.errors.join(' ')).toContain(textAt(result, 'errormessage', 'error', 'errorno'));
      }
      read.add();
    }
  });
});
