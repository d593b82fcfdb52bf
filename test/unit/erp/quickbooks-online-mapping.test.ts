import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Job } from '#erp/connector.ts';
import { changesOf } from '#erp/quickbooks-online/changes.ts';
import { document, externalIdIn, isNumber, isNumbered, markOf, numberIn } from '#erp/quickbooks-online/mapping.ts';
import type { Customer } from '#erp/quickbooks-online/replies.ts';
import { credentials, settings } from '#erp/quickbooks-online/schemas.ts';
import { job } from '#test/unit/erp/quickbooks-online-company.ts';

const customer = (values: Partial<Customer>): Customer => ({
  Id: '3',
  SyncToken: '0',
  DisplayName: '24-0815 Library',
  Active: true,
  Job: true,
  IsProject: false,
  Level: 1,
  ...values,
});

const called = (name: string, changes: Partial<Job> = {}) =>
  document({ ...job, ...changes, project: { ...job.project, name } });

/** What QuickBooks keeps of a document. */
const kept = (written: ReturnType<typeof document>): Customer => customer(written);

const anyJob = fc.record({
  name: fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
  job_id: fc.stringMatching(/^[A-Z0-9]([ _.'()-]?[A-Z0-9]){0,9}$/),
  external_id: fc.stringMatching(/^[1-9]\d{0,15}-[1-9]\d{0,15}(-[1-9]\d?)?$/),
  address: fc.option(fc.string({ unit: 'binary', maxLength: 1_000 }), { nil: undefined }),
  city: fc.option(fc.string({ unit: 'binary', maxLength: 400 }), { nil: undefined }),
  zip: fc.option(fc.string({ maxLength: 60 }), { nil: undefined }),
});

const jobFrom = ({ name, job_id, external_id, address, city, zip }: Record<string, string | undefined>): Job => ({
  ...job,
  job_id: job_id ?? '',
  external_id: external_id ?? '',
  project: {
    id: 2,
    name: name ?? '',
    ...(address !== undefined && { address }),
    ...(city !== undefined && { city }),
    ...(zip !== undefined && { zip }),
  },
});

describe('a project becomes a job', () => {
  it('field by field', () => {
    const project = {
      id: 2,
      name: 'Library',
      address: '12 River Street\nGate 3',
      city: ' Springfield ',
      state_code: 'IL',
      zip: '62701',
      country_code: 'US',
    };
    expect(document({ ...job, project })).toEqual({
      DisplayName: '24-0815 Library',
      ParentRef: { value: '1' },
      Job: true,
      BillWithParent: true,
      PrintOnCheckName: '24-0815 Library (send-to-erp 1-2)',
      Notes: '(send-to-erp 1-2) Job 24-0815',
      ShipAddr: {
        Line1: '12 River Street Gate 3',
        City: 'Springfield',
        CountrySubDivisionCode: 'IL',
        PostalCode: '62701',
        Country: 'US',
      },
    });
  });

  it('without what Procore does not know', () => {
    const shown = document({ ...job, fields: {}, project: { id: 2, name: 'Library', address: ' ' } });
    expect(Object.keys(shown)).toEqual(['DisplayName', 'Job', 'BillWithParent', 'PrintOnCheckName', 'Notes']);
  });

  it('its colons as hyphens, as a colon separates a customer from its jobs', () => {
    expect(called('Phase 2: Library 12:30').DisplayName).toBe('24-0815 Phase 2- Library 12-30');
  });

  it('its name cut between two characters, after 79 UTF-16 units', () => {
    expect(called(`${'x'.repeat(78)}𝒳y`).DisplayName).toBe(`24-0815 ${'x'.repeat(78)}`);
    expect(called(`${'x'.repeat(77)}𝒳y`).DisplayName).toBe(`24-0815 ${'x'.repeat(77)}𝒳`);
  });

  it('within all limits and without what QuickBooks refuses, whatever it is called', () => {
    fc.assert(
      fc.property(anyJob, (given) => {
        const { DisplayName, PrintOnCheckName, Notes, ShipAddr = {} } = document(jobFrom(given));
        expect(DisplayName.length).toBeLessThanOrEqual(100);
        expect(PrintOnCheckName.length).toBeLessThanOrEqual(110);
        expect(DisplayName + PrintOnCheckName).not.toMatch(/[:\t\n]/);
        expect(DisplayName + PrintOnCheckName + Notes + Object.values(ShipAddr).join('')).not.toMatch(/\p{Cc}/u);
        expect(DisplayName).toBe(DisplayName.trim());
        expect(ShipAddr['Line1']?.length ?? 0).toBeLessThanOrEqual(500);
        expect(ShipAddr['City']?.length ?? 0).toBeLessThanOrEqual(255);
        expect(ShipAddr['PostalCode']?.length ?? 0).toBeLessThanOrEqual(30);
      }),
    );
  });
});

describe('a job of ours', () => {
  it('is told by notes or name on checks, with its number, whatever it is called', () => {
    fc.assert(
      fc.property(anyJob, (given) => {
        const made = kept(document(jobFrom(given)));
        expect(externalIdIn(made)).toBe(given.external_id);
        expect(externalIdIn({ ...made, Notes: null })).toBe(given.external_id);
        expect(externalIdIn({ ...made, PrintOnCheckName: 'Library Trust' })).toBe(given.external_id);
        expect(numberIn(made)).toBe(given.job_id);
        expect(isNumbered(made, given.job_id)).toBe(true);
      }),
    );
  });

  it('cannot be forged by a project’s name', () => {
    const forged = kept(called(`Library ${markOf({ external_id: '1-99' })}`));
    expect(externalIdIn(forged)).toBe('1-2');
    expect(externalIdIn({ ...forged, Notes: null })).toBe('1-2');
  });

  it('is the same job for nobody else, though ids may begin alike', () => {
    expect(externalIdIn(kept(called('Library', { external_id: '1-23' })))).not.toBe('1-2');
    expect(isNumbered(kept(called('Library', { job_id: '24-0815-1' })), '24-0815')).toBe(false);
  });

  it('differs in nothing from what it was written as', () => {
    fc.assert(
      fc.property(anyJob, (given) => {
        const written = document(jobFrom(given));
        expect(changesOf(kept(written), written)).toEqual({});
      }),
    );
  });

  it('gets its mark where people made it, below what they noted', () => {
    const wanted = called('Library');
    expect(changesOf(customer({ Notes: 'Ask Ann.' }), wanted)).toMatchObject({
      Notes: 'Ask Ann.\n(send-to-erp 1-2) Job 24-0815',
      PrintOnCheckName: '24-0815 Library (send-to-erp 1-2)',
    });
  });
});

describe('a job number', () => {
  it.each(['24-0815', '24 0815', "O'Hara", 'a', 'x'.repeat(20), '(7)'])('may be "%s"', (text) => {
    expect(isNumber(text)).toBe(true);
  });
  it.each(['', 'x'.repeat(21), 'a:b', 'a\nb', 'a\\b', '50%', '\u0000'])('may not be %j', (text) => {
    expect(isNumber(text)).toBe(false);
  });
});

describe('settings and credentials', () => {
  it('need the company alone, and lead to Intuit', () => {
    expect(settings.parse({ realm_id: '4620816365291234550' })).toEqual({
      realm_id: '4620816365291234550',
      api_url: 'https://quickbooks.api.intuit.com',
      token_url: 'https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer',
      web_url: 'https://app.qbo.intuit.com',
    });
  });
  it.each([
    ['realm_id', { realm_id: '../other' }],
    ['realm_id', {}],
    ['api_url', { realm_id: '1', api_url: 'http://quickbooks.example.com' }],
    ['token_url', { realm_id: '1', token_url: 'https://user:secret@example.com' }],
    ['web_url', { realm_id: '1', web_url: 'javascript:alert(1)' }],
  ])('name what is wrong: %s in %j', (field, given) => {
    const { error } = settings.safeParse(given);
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([field]);
  });
  it('take no empty credential', () => {
    const { error } = credentials.safeParse({ client_id: 'a', client_secret: '', refresh_token: 'b' });
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual(['client_secret']);
  });
});
