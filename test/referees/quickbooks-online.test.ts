import { describe, expect, it } from 'vitest';
import type { Job } from '../../functions/erp/connector.ts';
import { LONGEST_CITY, LONGEST_LINE, LONGEST_POSTAL_CODE } from '../../functions/erp/quickbooks-online/mapping.ts';
import { job, OHARA, openCompany } from '../unit/erp/quickbooks-online-company.ts';
import { countOf, isMissing } from './contracts.ts';
import { projects as some } from './quickbooks-online-projects.ts';
import { judge, longestOf, readSchema } from './quickbooks-online-schema.ts';

const PROJECTS = 500;

/** The requests that the connector makes for a project: the first export, then a re-send of another project's data below another customer. */
const requestsFor = async (number: number, first: Job['project'], second: Job['project']) => {
  const { session, writes } = await openCompany();
  const sent: Job = { ...job, job_id: `24-${number}`, project: first };
  const made = await session.create(sent);
  await session.update({ ...sent, request_id: '2-2', project: second, fields: { customer: OHARA } }, made);
  return writes().map(({ body }) => body ?? expect.fail('a write without a body'));
};

describe.skipIf(isMissing('quickbooks-online/IntuitRestServiceDef.xsd'))('Intuit’s schema', () => {
  const counted = countOf('quickbooks-online: requests against the schema of Intuit');

  it('takes what the connector writes for any project', async () => {
    const projects = some(PROJECTS);
    const bodies = await Promise.all(
      projects.map((first, index) => requestsFor(index, first, projects[(index + 1) % PROJECTS] ?? first)),
    );
    const judged = await judge(bodies.flat());
    expect(judged.filter((faults) => faults.length > 0)).toEqual([]);
    expect(judged).toHaveLength(2 * PROJECTS);
    for (const _ of judged) counted.add();
  });

  it('states the lengths that the connector keeps to', () => {
    const { address } = readSchema();
    expect(['Line1', 'City', 'PostalCode'].map((name) => longestOf(address, name))).toEqual([
      LONGEST_LINE,
      LONGEST_CITY,
      LONGEST_POSTAL_CODE,
    ]);
  });

  const create = {
    DisplayName: '24-0815 Library',
    ParentRef: { value: '1' },
    Job: true,
    BillWithParent: true,
    PrintOnCheckName: '24-0815 Library (send-to-erp 1-2)',
    Notes: '(send-to-erp 1-2) Job 24-0815',
    ShipAddr: { Line1: '12 River Street', City: 'Springfield', Country: 'US' },
  };
  const update = { Id: '3', SyncToken: '0', sparse: true, DisplayName: '24-0815 School' };

  const mistakes: [string, Readonly<Record<string, unknown>>][] = [
    ['a name that is misspelt', { ...create, DispName: 'Library' }],
    ['a property in small letters', { ...create, notes: 'Ask Ann.' }],
    ['a text for a boolean', { ...create, Job: 'yes' }],
    ['a boolean as a text', { ...create, BillWithParent: 'true' }],
    ['a number for a text', { ...create, DisplayName: 240_815 }],
    ['a parent by its number alone', { ...create, ParentRef: 1 }],
    ['a parent without a value', { ...create, ParentRef: { id: '1' } }],
    ['an address as a text', { ...create, ShipAddr: '12 River Street' }],
    ['a part of an address that is none', { ...create, ShipAddr: { ...create.ShipAddr, State: 'IL' } }],
    ['a postal code called zip', { ...create, ShipAddr: { Zip: '62701' } }],
    ['an address that is too long', { ...create, ShipAddr: { Line1: 'x'.repeat(501) } }],
    ['a city that is too long', { ...create, ShipAddr: { City: 'x'.repeat(256) } }],
    ['a postal code that is too long', { ...create, ShipAddr: { PostalCode: 'x'.repeat(31) } }],
    ['notes that are too long', { ...create, Notes: 'x'.repeat(1_025) }],
    ['a version that is a number', { ...update, SyncToken: 0 }],
    ['a misspelt version', { Id: '3', SyncTokn: '0', sparse: true }],
    ['sparse as a text', { ...update, sparse: 'true' }],
    ['a control character', { ...create, DisplayName: 'Library\u0007' }],
  ];

  it('takes what the mistakes are made of, and refuses each of them', async () => {
    const [first, second, ...judged] = await judge([create, update, ...mistakes.map(([, body]) => body)]);
    expect([first, second]).toEqual([[], []]);
    const taken = mistakes.filter((_, index) => judged[index]?.length === 0).map(([what]) => what);
    expect(taken).toEqual([]);
  });
});
