import { describe, expect, it } from 'vitest';
import { credentials, settings } from '#erp/acumatica/schemas.ts';

describe('settings of Acumatica', () => {
  it.each([
    ['https://erp.example.com/AcumaticaERP', 'https://erp.example.com/AcumaticaERP/'],
    ['https://erp.example.com/AcumaticaERP/', 'https://erp.example.com/AcumaticaERP/'],
    ['https://erp.example.com', 'https://erp.example.com/'],
    ['http://127.0.0.1:3999/erp', 'http://127.0.0.1:3999/erp/'],
  ])('%s is called at %s, with what is usual', (site, called) => {
    expect(settings.parse({ site })).toEqual({
      site: called,
      endpoint: 'Default',
      version: '24.200.001',
      numbered_by_erp: false,
      activate: false,
    });
  });

  it.each([
    ['http://erp.example.com/erp', /must be https/],
    ['https://user:secret@erp.example.com/erp', /must not hold a user/],
    ['https://erp.example.com/erp/entity', /name of the instance/],
    ['https://erp.example.com/erp?ScreenId=PM301000', /name of the instance/],
    ['erp.example.com', /http or https/],
  ])('%s is refused', (site, message) => {
    const { error } = settings.safeParse({ site });
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual(['site']);
    expect(error?.issues[0]?.message).toMatch(message);
  });

  it('of MYOB lie in the root of a host, at an endpoint of an earlier release', () => {
    const myob = { product: 'myob', site: 'https://builder.myobadvanced.com' };
    expect(settings.parse(myob)).toMatchObject({ site: 'https://builder.myobadvanced.com/', version: '23.200.001' });
    expect(settings.parse({ ...myob, version: '24.200.001' }).version).toBe('24.200.001');
    const { error } = settings.safeParse({ ...myob, site: 'https://builder.myobadvanced.com/erp' });
    expect(error?.issues[0]?.path).toEqual(['site']);
    expect(error?.issues[0]?.message).toMatch(/must end with the host/);
  });

  it.each([
    ['endpoint', 'Default/../auth'],
    ['version', '24.200.001/x'],
    ['tenant', ''],
  ])('a wrong %s is named', (key, value) => {
    const { error } = settings.safeParse({ site: 'https://erp.example.com', [key]: value });
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([key]);
  });
});

it('credentials are a user alone, or a user and a whole client', () => {
  const user = { username: 'erp-export', password: 'x' };
  const client = { client_id: 'y@Company', client_secret: 'z' };
  expect(credentials.safeParse(user).success).toBe(true);
  expect(credentials.safeParse({ ...user, ...client }).success).toBe(true);
  const { error } = credentials.safeParse({ ...user, client_id: client.client_id });
  expect(error?.issues[0]?.message).toBe('client_id and client_secret go together: give both or neither');
});
