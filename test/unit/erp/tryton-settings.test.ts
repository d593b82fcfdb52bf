import { describe, expect, it } from 'vitest';
import { connector as tryton } from '#erp/tryton/index.ts';
import { credentials, settings } from '#erp/tryton/schemas.ts';

describe('settings of Tryton', () => {
  it.each([
    ['https://erp.example.com/erp/', 'https://erp.example.com/erp/'],
    ['https://erp.example.com/erp', 'https://erp.example.com/erp/'],
    ['https://erp.example.com:8443/erp', 'https://erp.example.com:8443/erp/'],
    ['http://127.0.0.1:8000/erp', 'http://127.0.0.1:8000/erp/'],
    ['http://localhost:8000/erp/', 'http://localhost:8000/erp/'],
    ['http://[::1]:8000/erp/', 'http://[::1]:8000/erp/'],
  ])('%s is called at %s', (url, expected) => {
    expect(settings.parse({ url })).toEqual({ url: expected });
  });

  it.each([
    ['ftp://erp.example.com/erp/', /http or https/],
    ['erp.example.com/erp/', /http or https/],
    ['http://erp.example.com/erp/', /must be https/],
    ['http://127.0.0.1.example.com/erp/', /must be https/],
    ['https://erp.example.com/', /name of the database/],
    ['https://erp.example.com/a/erp/', /name of the database/],
    ['https://erp.example.com/erp/?a=1', /name of the database/],
    ['https://erp.example.com/erp/#a', /name of the database/],
    ['https://user:secret@erp.example.com/erp/', /must not hold a user/],
  ])('%s is refused', (url, message) => {
    const { error } = settings.safeParse({ url });
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual(['url']);
    expect(error?.issues[0]?.message).toMatch(message);
    expect(error?.message).not.toContain('secret');
  });

  it('takes no user with a colon: Tryton could not tell it from the rest of the session', () => {
    expect(credentials.safeParse({ user: 'a:b', password: 'x' }).error?.issues[0]?.path).toEqual(['user']);
  });

  it('says at send time that a name with a backslash will not do', () => {
    const named = (name: string) => ({ project: { id: 1, name }, cost_codes: [] });
    const rule = tryton.prerequisites.find(({ code }) => code === 'backslash_in_name');
    expect([rule?.met(named('A\\B')), rule?.met(named('A/B')), rule?.field]).toEqual([false, true, 'project.name']);
  });
});
