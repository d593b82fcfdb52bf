import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { externalId } from '#domain/erp.ts';
import { connector as acumatica } from '#erp/acumatica/index.ts';
import { fieldsOf, LONGEST_KEY, markedIn, markOf, wrapped } from '#erp/acumatica/mapping.ts';
import { settings } from '#erp/acumatica/schemas.ts';
import { job } from '#test/unit/erp/acumatica-world.ts';

const site = { site: 'https://erp.example.com/erp' };
const usual = settings.parse(site);

const full = {
  ...job,
  fields: { template: 'PROGRESS', customer: 'COFFEESHOP' },
  project: {
    ...job.project,
    address: '12 River\nStreet',
    city: 'Springfield',
    state_code: 'IL',
    zip: '62701',
    country_code: 'us',
    latitude: 39.7817213,
    longitude: -89.65014819,
    start_date: '2026-03-02',
    completion_date: '2027-08-31',
  },
};

describe('a project in Acumatica', () => {
  it('gets each field from its place in Procore or in the decision', () => {
    expect(fieldsOf(full, usual)).toEqual({
      ProjectID: '24-0815',
      Description: 'Library',
      ExternalRefNbr: 'PC-1-2',
      ProjectTemplateID: 'PROGRESS',
      Customer: 'COFFEESHOP',
      'ProjectProperties.StartDate': '2026-03-02',
      'ProjectProperties.EndDate': '2027-08-31',
      'ProjectAddress.AddressLine1': '12 River Street',
      'ProjectAddress.City': 'Springfield',
      'ProjectAddress.State': 'IL',
      'ProjectAddress.PostalCode': '62701',
      'ProjectAddress.Country': 'US',
      'ProjectAddress.Latitude': 39.781721,
      'ProjectAddress.Longitude': -89.650148,
    });
  });

  it('has no address on an endpoint from before there was one', () => {
    const paths = (version: string) => Object.keys(fieldsOf(full, settings.parse({ ...site, version })));
    expect(paths('22.200.001').filter((path) => path.startsWith('ProjectAddress'))).toEqual([]);
    expect(paths('23.200.001').filter((path) => path.startsWith('ProjectAddress'))).toHaveLength(7);
  });

  it('is named without a half of a character at the end', () => {
    const { Description } = fieldsOf({ ...job, project: { id: 2, name: `${'x'.repeat(254)}😀` } }, usual);
    expect(Description).toBe('x'.repeat(254));
  });

  it('leaves its number to a site that numbers, and asks nobody for it', () => {
    const numbering = { ...site, numbered_by_erp: true };
    expect(fieldsOf(full, settings.parse(numbering))).not.toHaveProperty('ProjectID');
    const { accept_fields, repeated_create } = acumatica.profileFor(numbering);
    expect(accept_fields.map(({ key }) => key)).toEqual(['template', 'customer']);
    expect(repeated_create).toBe('second_job');
    expect(acumatica.profileFor(site).repeated_create).toBe('same_job');
  });

  it('is shown as it is written, and with its activation where that follows', () => {
    const { Project, ...rest } = acumatica.document(full, { ...site, activate: true });
    expect(rest).toEqual({ activation: { Hold: false } });
    const unwrapped: unknown = JSON.parse(
      JSON.stringify(wrapped(fieldsOf(full, usual))).replaceAll(/\{"value":("(?:[^"\\]|\\.)*"|[-.\d]+)\}/g, '$1'),
    );
    expect(unwrapped).toEqual(Project);
  });
});

describe('the mark of a project', () => {
  const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
  const external = fc
    .tuple(id, id, fc.integer({ min: 0, max: 999 }))
    .map(([company_id, project_id, generation]) => externalId({ company_id, project_id }, generation));

  it('fits the field, is read back, and is no other project’s', () => {
    fc.assert(
      fc.property(external, external, (one, other) => {
        const mark = markOf({ external_id: one });
        expect(mark.length).toBeLessThanOrEqual(LONGEST_KEY);
        expect(markedIn(` ${mark} `)).toBe(one);
        if (one !== other) expect(mark.toUpperCase()).not.toBe(markOf({ external_id: other }).toUpperCase());
      }),
    );
  });

  it('is the external id as people read it, unless that is too long', () => {
    expect(markOf({ external_id: '1-562949' })).toBe('PC-1-562949');
    expect(markOf({ external_id: '562949953425831-562949953567479' })).toBe('PC~5jjrmzbz53-5jjrmzf0fr');
  });

  it.each(['', '12-345', 'PC-', 'PC-12', 'PC-a-b', 'XPC-1-2', 'PC-1-2 b', 'PC~1'])('is not "%s"', (reference) => {
    expect(markedIn(reference)).toBeNull();
  });
});
