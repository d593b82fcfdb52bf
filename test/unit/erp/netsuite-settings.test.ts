import { describe, expect, it } from 'vitest';
import { originOf, pageOf, realmOf } from '#erp/netsuite/account.ts';
import { connector } from '#erp/netsuite/index.ts';
import { credentials, settings } from '#erp/netsuite/schemas.ts';

const faultsOf = (given: unknown) =>
  settings.safeParse(given).error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`) ?? [];

describe('settings of NetSuite', () => {
  it.each([
    ['123456', 'https://123456.suitetalk.api.netsuite.com', '123456'],
    ['123456_SB1', 'https://123456-sb1.suitetalk.api.netsuite.com', '123456_SB1'],
    ['123456-sb1', 'https://123456-sb1.suitetalk.api.netsuite.com', '123456_SB1'],
    ['TSTDRV1234567', 'https://tstdrv1234567.suitetalk.api.netsuite.com', 'TSTDRV1234567'],
  ])('lead account %s to its own host, and sign for its realm', (account_id, origin, realm) => {
    expect([originOf({ account_id, url: undefined }), realmOf({ account_id })]).toEqual([origin, realm]);
    expect(pageOf({ account_id }, '501')).toBe(
      `${origin.replace('.suitetalk.api', '.app')}/app/accounting/project/project.nl?id=501`,
    );
  });

  it('may lead elsewhere, to a safe address', () => {
    const { url } = settings.parse({ account_id: '1', url: 'https://proxy.example.org/' });
    expect(url).toBe('https://proxy.example.org');
    expect(faultsOf({ account_id: '1', url: 'http://proxy.example.org' })).toEqual([
      expect.stringMatching(/^url .*https/),
    ]);
  });

  it.each([
    [{}, /^account_id /],
    [{ account_id: 'evil.example/' }, /^account_id must be an account id/],
    [{ account_id: '1', subsidiary: 'Main' }, /^subsidiary must be an internal id/],
    [{ account_id: '1', job_type: 4 }, /^job_type /],
    [{ account_id: '1', customer: 'yes' }, /^customer /],
  ])('%j names what is wrong', (given, fault) => {
    expect(faultsOf(given)).toEqual([expect.stringMatching(fault)]);
  });

  it.each([
    ['not_asked', []],
    ['optional', [false]],
    ['required', [true]],
  ])('ask approvers for a customer: %s', (customer, required) => {
    const { accept_fields: fields } = connector.profileFor({ account_id: '1', customer });
    expect(fields.map(({ key }) => key)[0]).toBe('job_id');
    expect(fields.filter(({ key, options }) => key === 'customer' && options).map((field) => field.required)).toEqual(
      required,
    );
  });
});

describe('credentials of NetSuite', () => {
  const certificate = { client_id: 'c', certificate_id: 'k', private_key: 'p' };
  const tokens = { consumer_key: 'a', consumer_secret: 'b', token_id: 'c', token_secret: 'd' };
  const pathsOf = (given: unknown) => credentials.safeParse(given).error?.issues.map(({ path }) => path.join('.'));

  it('are a certificate or tokens', () => {
    expect(credentials.parse(certificate)).toEqual(certificate);
    expect(credentials.parse(tokens)).toEqual(tokens);
  });

  it.each([certificate, tokens].flatMap((all) => Object.keys(all).map((key) => [key, Object.entries(all)] as const)))(
    'name the %s that is missing',
    (missing, all) => {
      expect(pathsOf(Object.fromEntries(all.filter(([key]) => key !== missing)))).toEqual([missing]);
    },
  );

  it.each([
    [{ ...certificate, ...tokens }, /unrecognized_keys/],
    [null, /record/],
    [{}, /client_id/],
  ])('%j are refused', (given, message) => {
    expect(() => connector.checkCredentials(given)).toThrow(message);
  });

  it('show no value of theirs when they are refused', () => {
    const secret = 'a secret that nobody may see';
    const { error } = credentials.safeParse({ ...tokens, token_secret: secret, token_id: '', more: secret });
    expect(error?.issues.map(({ path }) => path.join('.'))).toContain('token_id');
    expect(JSON.stringify(error) + String(error)).not.toContain(secret);
  });
});
