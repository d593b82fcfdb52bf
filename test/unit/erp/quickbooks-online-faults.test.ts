import { describe, expect, it } from 'vitest';
import { errorOf } from '#erp/quickbooks-online/faults.ts';

interface Given {
  readonly status?: number;
  readonly type?: string;
  readonly code?: string;
  readonly element?: string;
  readonly retryAfterSeconds?: number;
}

const answer = ({ status = 400, type = 'ValidationFault', code = '', element = '', retryAfterSeconds }: Given) => ({
  status,
  headers: new Headers(),
  retryAfterSeconds: retryAfterSeconds ?? null,
  text: JSON.stringify({ Fault: { Error: [{ Message: 'No', Detail: 'Said so', code, element }], type } }),
});

const judge = (given: Given, writes: boolean) => {
  const { kind, field, retryAfterSeconds } = errorOf(answer(given), writes) ?? expect.fail('no error');
  return [kind, field, retryAfterSeconds];
};

const AUTHENTICATION = { type: 'AuthenticationFault', code: '3200' };
const AUTHORIZATION = { type: 'AuthorizationFault', code: '120' };

describe('a fault of QuickBooks', () => {
  it.each<[string, Given, read: unknown[], write: unknown[]]>([
    ['2010 unknown property', { code: '2010' }, ['refused', null, null], ['refused', null, null]],
    [
      '2040 invalid text',
      { code: '2040', element: 'DisplayName' },
      ['refused', 'project.name', null],
      ['refused', 'project.name', null],
    ],
    [
      '2050 too long',
      { code: '2050', element: 'ShipAddr.Line1' },
      ['refused', 'project.address', null],
      ['refused', 'project.address', null],
    ],
    [
      '2500 unknown customer',
      { code: '2500', element: 'ParentRef' },
      ['refused', 'fields.customer', null],
      ['refused', 'fields.customer', null],
    ],
    ['610 not found', { code: '610' }, ['refused', null, null], ['refused', null, null]],
    [
      '6150 parent and job',
      { code: '6150', element: 'Job' },
      ['refused', 'fields.customer', null],
      ['refused', 'fields.customer', null],
    ],
    ['6190 subscription ended', { code: '6190' }, ['refused', null, null], ['refused', null, null]],
    ['6210 books closed', { code: '6210' }, ['refused', null, null], ['refused', null, null]],
    ['6240 duplicate name', { code: '6240' }, ['refused', null, null], ['refused', null, null]],
    ['5010 stale', { code: '5010' }, ['temporary', null, null], ['temporary', null, null]],
    ['the same with status 200', { status: 200, code: '6240' }, ['refused', null, null], ['refused', null, null]],
    [
      '3001 throttled',
      { status: 429, type: 'SERVICE', code: '3001' },
      ['temporary', null, 60],
      ['temporary', null, 60],
    ],
    [
      '3001 throttled, as it was',
      { status: 403, type: 'SERVICE', code: '003001' },
      ['temporary', null, 60],
      ['temporary', null, 60],
    ],
    ['throttled with a time', { status: 429, retryAfterSeconds: 7 }, ['temporary', null, 7], ['temporary', null, 7]],
    [
      '3200 not signed in',
      { status: 401, ...AUTHENTICATION },
      ['unauthorized', null, null],
      ['unauthorized', null, null],
    ],
    [
      '3200 with status 200',
      { status: 200, ...AUTHENTICATION },
      ['unauthorized', null, null],
      ['unauthorized', null, null],
    ],
    ['120 no rights', { status: 403, ...AUTHORIZATION }, ['unauthorized', null, null], ['unauthorized', null, null]],
    [
      '120 with status 500, an outage',
      { status: 500, ...AUTHORIZATION },
      ['temporary', null, null],
      ['unknown_outcome', null, null],
    ],
    [
      '10000 broken',
      { status: 500, type: 'SystemFault', code: '10000' },
      ['temporary', null, null],
      ['unknown_outcome', null, null],
    ],
    [
      '10000 with status 200',
      { status: 200, type: 'SystemFault', code: '10000' },
      ['temporary', null, null],
      ['unknown_outcome', null, null],
    ],
    [
      '503 with a fault',
      { status: 503, type: 'SystemFault', code: '10000' },
      ['temporary', null, null],
      ['temporary', null, null],
    ],
    [
      '504 with a fault',
      { status: 504, type: 'SystemFault', code: '10000' },
      ['temporary', null, null],
      ['unknown_outcome', null, null],
    ],
  ])('%s: its kind, its field, and when to come back', (_, given, read, write) => {
    expect(judge(given, false)).toEqual(read);
    expect(judge(given, true)).toEqual(write);
  });

  // Published by others: python-quickbooks, issues 83, 127 and 250; QuickBooks-V3-PHP-SDK, issues 71 and 241.
  it.each<[number, unknown, string]>([
    [
      401,
      {
        warnings: null,
        fault: {
          error: [
            {
              message: 'message=AuthenticationFailed; errorCode=003200; statusCode=401',
              detail: 'Malformed bearer token: too short or too long',
              code: '3200',
              element: null,
            },
          ],
          type: 'AUTHENTICATION',
        },
        time: 1633520295688,
      },
      'unauthorized',
    ],
    [
      400,
      {
        Fault: {
          Error: [
            {
              Message: 'Stale Object Error',
              Detail:
                'Stale Object Error : You and root were working on this at the same time. root finished before you did, so your work was not saved.',
              code: '5010',
              element: '',
            },
          ],
          type: 'ValidationFault',
        },
        time: '2018-09-12T09:50:07.000-07:00',
      },
      'temporary',
    ],
    [
      400,
      {
        Fault: {
          Error: [
            {
              Message: 'ParentRef Required Error',
              Detail: 'ParentRef is either required or not if Job is true or false.',
              code: '6150',
              element: 'Job',
            },
          ],
          type: 'ValidationFault',
        },
      },
      'refused',
    ],
  ])('%i as it was published: %j', (status, body, kind) => {
    const text = JSON.stringify(body);
    expect(errorOf({ status, headers: new Headers(), retryAfterSeconds: null, text }, true)?.kind).toBe(kind);
  });

  it('is told in its own words, on one line and not at any length', () => {
    const said = (Detail: string | null, Message: string | null) => {
      const text = JSON.stringify({ Fault: { Error: [{ Message, Detail, code: '6000' }], type: 'ValidationFault' } });
      return errorOf({ status: 400, headers: new Headers(), retryAfterSeconds: null, text }, true)?.message;
    };
    expect(said('Two\nlines', 'No')).toBe('Two lines');
    expect(said('', 'No')).toBe('No');
    expect(said(null, null)).toBe('QuickBooks refused the call (code 6000).');
    expect(said('x'.repeat(9_000), 'No')).toHaveLength(500);
  });

  it('is none where the answer is one', () => {
    const text = JSON.stringify({ Customer: { Id: '1' }, time: 'now' });
    expect(errorOf({ status: 200, headers: new Headers(), retryAfterSeconds: null, text }, true)).toBeNull();
  });
});
