import { describe, expect, it } from 'vitest';
import { connector as xero } from '#erp/xero/index.ts';
import { settings } from '#erp/xero/schemas.ts';

const TENANT = '70784a63-d24b-46a9-a4db-0e70a274b056';
const AS_PROJECT = { as: 'project', tenant_id: TENANT };
const AS_OPTION = { as: 'tracking_option', tenant_id: TENANT, tracking_category: 'Job' };
const AS_BOTH = { ...AS_OPTION, as: 'both' };

describe('settings of Xero', () => {
  it('need no address', () => {
    const addresses = { api_url: 'https://api.xero.com', sign_in_url: 'https://identity.xero.com/connect/token' };
    for (const given of [AS_PROJECT, AS_OPTION, AS_BOTH])
      expect(settings.parse(given)).toEqual({ ...given, ...addresses });
  });

  it.each([
    ['no choice', { tenant_id: TENANT }, 'as'],
    ['another choice', { ...AS_PROJECT, as: 'job' }, 'as'],
    ['a tenant that is a name', { ...AS_PROJECT, tenant_id: 'Demo Company' }, 'tenant_id'],
    ['no tracking category', { ...AS_PROJECT, as: 'both' }, 'tracking_category'],
    ['an empty tracking category', { ...AS_OPTION, tracking_category: '' }, 'tracking_category'],
    ['an address that is readable on its way', { ...AS_PROJECT, api_url: 'http://api.xero.com' }, 'api_url'],
    ['a sign-in that is', { ...AS_PROJECT, sign_in_url: 'http://identity.xero.com' }, 'sign_in_url'],
    [
      'a page without a place for the id',
      { ...AS_PROJECT, project_page: 'https://go.xero.com/projects' },
      'project_page',
    ],
  ])('%s is refused by name', (_, given, field) => {
    expect(settings.safeParse(given).error?.issues.map(({ path }) => path.join('.'))).toEqual([field]);
  });

  it('of projects hold no tracking category, and of tracking options no page of projects', () => {
    expect(() => xero.checkSettings({ ...AS_PROJECT, tracking_category: 'Job' })).toThrow(/tracking_category/);
    expect(() => xero.checkSettings({ ...AS_OPTION, project_page: 'https://a.example/{project_id}' })).toThrow(
      /project_page/,
    );
  });

  it.each([
    [AS_PROJECT, ['job_id', 'customer'], []],
    [AS_OPTION, ['job_id'], ['project.name']],
    [AS_BOTH, ['job_id', 'customer'], ['project.name']],
  ])('%j decide what is asked for and what is cut', (given, keys, limited) => {
    const { accept_fields: fields, limits } = xero.profileFor(given);
    expect(fields.map(({ key }) => key)).toEqual(keys);
    expect(limits.map(({ field }) => field)).toEqual(limited);
  });

  it.each(['c0000000-0000-4000-8000-000000000001', 'C0000000-0000-4000-8000-00000000000A'])(
    'take the customer %s',
    (id) => {
      const pattern = xero.accept_fields.find(({ key }) => key === 'customer')?.pattern ?? '';
      expect(id).toMatch(new RegExp(`^(?:${pattern})$`, 'u'));
      expect(`${id}0`).not.toMatch(new RegExp(`^(?:${pattern})$`, 'u'));
    },
  );
});
