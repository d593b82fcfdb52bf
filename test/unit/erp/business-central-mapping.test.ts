import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connector } from '#erp/business-central/index.ts';
import { markOf, numberOf, readDisplayName, receiptOf } from '#erp/business-central/mapping.ts';
import { literal, query } from '#erp/business-central/odata.ts';
import { settings as schema } from '#erp/business-central/schemas.ts';
import { named, PAGE } from '#test/unit/erp/business-central-world.ts';

const given = { tenant: 'contoso.com', environment: 'Sandbox', company: '22222222-aaaa-bbbb-cccc-000000000001' };

const text = fc.string({ unit: 'binary', maxLength: 300 });
const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const externalId = fc
  .tuple(id, id, fc.option(fc.integer({ min: 1, max: 999 }), { nil: undefined }))
  .map((parts) => parts.filter((part) => part !== undefined).join('-'));

const displayNameOf = (name: string, external_id: string, page = {}): string => {
  const { displayName } = connector.document({ ...named(name), external_id }, { ...given, ...page });
  return typeof displayName === 'string' ? displayName : expect.fail('no name');
};

describe('what Business Central is written', () => {
  it('is found again by its mark, whatever the project is called and however long its ids are', () => {
    fc.assert(
      fc.property(text, externalId, (name, external_id) => {
        const displayName = displayNameOf(name, external_id);
        expect(displayName.length).toBeLessThanOrEqual(100);
        expect(displayName.isWellFormed()).toBe(true);
        expect(displayName.endsWith(` ${markOf(external_id)}`)).toBe(true);
        expect(readDisplayName(displayName).externalId).toBe(external_id);
      }),
    );
  });

  it.each([
    ['without the page', {}, 60],
    ['with it', PAGE, 100],
  ])('has a name cut in UTF-16 units, never within a character, %s', (_, page, max) => {
    const nameOf = (name: string) => readDisplayName(displayNameOf(name, '1-42', page)).name;
    expect(nameOf('x'.repeat(max + 1))).toBe('x'.repeat(max));
    expect(nameOf('𝒳'.repeat(max))).toBe('𝒳'.repeat(max / 2));
    expect(nameOf(`x${'𝒳'.repeat(max)}`)).toBe(`x${'𝒳'.repeat(max / 2 - 1)}`);
  });

  it.each([
    [' acme-24\t', 'ACME-24'],
    ['straße ümläut', 'STRAßE ÜMLÄUT'],
    ['ŉ-ﬁ', 'ŉ-ﬁ'],
    ['𐐨', '𐐀'],
  ])('has the number of %j as Business Central keeps it', (jobId, number) => {
    expect(numberOf(jobId)).toBe(number);
    expect(numberOf(number)).toBe(number);
  });

  it('has a link where the company is known by name', () => {
    const linkOf = (more: Record<string, unknown>, number = 'A&B 1') =>
      receiptOf(schema.parse({ ...given, ...more }), { id: '1', number }, new Date(0)).url;
    const named = { company_name: 'CRONUS USA, Inc.' };
    expect(linkOf(named)).toBe(
      "https://businesscentral.dynamics.com/contoso.com/Sandbox/?company=CRONUS%20USA%2C%20Inc.&page=88&filter='No.'%20IS%20'A%26B%201'",
    );
    expect(linkOf({ ...named, web_client_url: 'https://erp.contoso.com/bc/' })).toMatch(
      /^https:\/\/erp\.contoso\.com\/bc\/contoso/,
    );
    expect(linkOf(named, "O'HARA")).toBeNull();
    expect(linkOf({})).toBeNull();
  });
});

describe('a filter', () => {
  it('holds exactly the text, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        const sent = new URLSearchParams(query({ $filter: `number eq ${literal(value)}`, $top: '1' }));
        const [, quoted = ''] = /^number eq '((?:[^']|'')*)'$/su.exec(sent.get('$filter') ?? '') ?? [];
        expect(quoted.replaceAll("''", "'")).toBe(value);
        expect(sent.get('$top')).toBe('1');
      }),
    );
  });
});

describe('settings of Business Central', () => {
  it.each([
    [{ tenant: '../x' }, 'tenant'],
    [{ environment: 'a/b' }, 'environment'],
    [{ company: 'CRONUS' }, 'company'],
    [{ project_page: 'sendToErp/projects' }, 'project_page'],
    [{ api_url: 'http://api.example.org' }, 'api_url'],
    [{ token_url: 'https://me:secret@login.example.org' }, 'token_url'],
  ])('%j are refused by name', (wrong, name) => {
    expect(() => connector.checkSettings({ ...given, ...wrong })).toThrow(name);
  });

  it('may lead to this machine', () => {
    connector.checkSettings({ ...given, api_url: 'http://127.0.0.1:3999', token_url: 'http://localhost:3999/token' });
  });
});
