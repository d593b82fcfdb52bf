import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Job } from '#erp/connector.ts';
import { connector } from '#erp/sage-intacct/index.ts';
import { differences, markedIn, markOf, valuesOf } from '#erp/sage-intacct/mapping.ts';
import { settings, type IntacctSettings } from '#erp/sage-intacct/schemas.ts';
import { childrenOf, readXml } from '#erp/sage-intacct/read-xml.ts';
import { element, elements, writeXml } from '#erp/sage-intacct/write-xml.ts';

const job: Job = {
  external_id: '1-2',
  request_id: '2-1',
  job_id: ' 24-0815\u0000 ',
  fields: { customer: 'SPRINGFIELD', location: '100' },
  project: { id: 2, name: 'Library\r\n north\uFFFE', start_date: '2026-03-02', completion_date: '2027-12-31' },
  cost_codes: [],
};

const given = (more: object = {}): IntacctSettings => settings.parse({ company_id: 'A', ...more });

describe('a project as Sage Intacct is written it', () => {
  it('field by field, in the order of Sage’s SDK', () => {
    expect(Object.entries(valuesOf(job, given()))).toEqual([
      ['PROJECTID', '24-0815'],
      ['NAME', 'Library north'],
      ['PROJECTCATEGORY', 'Contract'],
      ['CUSTOMERID', 'SPRINGFIELD'],
      ['DOCNUMBER', 'send-to-erp:1-2'],
      ['BEGINDATE', '03/02/2026'],
      ['ENDDATE', '12/31/2027'],
      ['LOCATIONID', '100'],
    ]);
  });

  it('with a custom field last, and the location of the settings before any other', () => {
    const values = valuesOf(job, given({ mark_field: 'ERP_ID', location: '200', project_category: 'Capitalized' }));
    expect(Object.entries(values).slice(-2)).toEqual([
      ['LOCATIONID', '200'],
      ['ERP_ID', 'send-to-erp:1-2'],
    ]);
    expect(values['PROJECTCATEGORY']).toBe('Capitalized');
    expect(values).not.toHaveProperty('DOCNUMBER');
  });

  it('without what the project does not have', () => {
    const bare = { ...job, fields: {}, project: { id: 2, name: 'Library' } };
    expect(Object.keys(valuesOf(bare, given({ numbered_by_erp: true })))).toEqual([
      'NAME',
      'PROJECTCATEGORY',
      'DOCNUMBER',
    ]);
  });

  it('arrives as the preview shows it, whatever people called it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, jobId) => {
        const hostile = { ...job, job_id: jobId, project: { ...job.project, name } };
        const { PROJECT } = connector.document(hostile, { company_id: 'A' });
        const shown = Object.entries(PROJECT ?? {}).map(([key, value]) => [key, String(value)] as const);
        const root = readXml(writeXml(element('PROJECT', elements(Object.fromEntries(shown)))));
        const arrived = childrenOf(root ?? undefined).map((child) => [child.name, child.text]);
        expect(arrived).toEqual(shown.map((pair) => [...pair]));
      }),
    );
  });
});

describe('a mark', () => {
  it.each([
    ['1-2', 'send-to-erp:1-2'],
    ['1-2-3', 'send-to-erp:1-2-3'],
    [null, '1-2'],
    [null, 'see send-to-erp:1-2'],
    [null, 'send-to-erp:'],
    [null, 'send-to-erp:1-2 x'],
    [null, ''],
  ])('names the project %s: %s', (externalId, text) => {
    expect(markedIn(text)).toBe(externalId);
    if (externalId !== null) expect(markOf({ external_id: externalId })).toBe(text);
  });
});

describe('differences', () => {
  it('are values that are other or missing; what is not asked for stays', () => {
    const before = { NAME: 'A', CUSTOMERID: '', ENDDATE: '12/31/2027' };
    expect(differences(before, { NAME: 'A', CUSTOMERID: 'C', LOCATIONID: '1' })).toEqual({ CUSTOMERID: 'C', LOCATIONID: '1' }); // prettier-ignore
    expect(differences(before, { NAME: 'A' })).toEqual({});
  });
});

describe('settings', () => {
  it.each([
    [{ endpoint: 'http://api.intacct.com/ia/xml/xmlgw.phtml' }, /https/],
    [{ endpoint: 'https://user:pw@api.intacct.com/' }, /user or a password/],
    [{ mark_field: 'NAME' }, /nothing else is written to/],
    [{ mark_field: 'a><b' }, /integration name/],
    [{ company_id: '' }, /company_id/],
    [{ required_fields: ['job_id'] }, /required_fields/],
  ])('%j are refused', (wrong, message) => {
    expect(() => connector.checkSettings({ company_id: 'A', ...wrong })).toThrow(message);
  });

  it('take a copy of the gateway on the same machine', () => {
    connector.checkSettings({ company_id: 'A', endpoint: 'http://127.0.0.1:3999/ia/xml/xmlgw.phtml' });
  });
});
