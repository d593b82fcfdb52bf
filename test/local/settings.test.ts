import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { registry } from '#erp/registry.ts';
import { CannotStart } from '#local/failure.ts';
import { readSettings } from '#local/settings.ts';

const TRYTON = {
  LOCAL_ERP: 'tryton',
  TRYTON_URL: 'http://127.0.0.1:8000/erp/',
  TRYTON_USER: 'u',
  TRYTON_PASSWORD: 'p',
};

it('needs no settings', () => {
  expect(readSettings({})).toEqual({
    port: 3000,
    dataDir: resolve('.local'),
    erp: { id: 'import-file', real: null },
    approvalWindow: undefined,
    reminderAfter: undefined,
    signInAbove: undefined,
  });
});

it('reads them all', () => {
  const policy = { APPROVAL_WINDOW: 'PT90S', REMINDER_AFTER: 'P1D', SIGN_IN_ABOVE: '1000000.50' };
  const given = { PORT: '0', DATA_DIR: '/data', ...policy, ...TRYTON };
  expect(readSettings(given)).toEqual({
    port: 0,
    dataDir: '/data',
    erp: {
      id: 'tryton',
      real: { settings: { url: 'http://127.0.0.1:8000/erp/' }, credentials: { user: 'u', password: 'p' } },
    },
    approvalWindow: 'PT90S',
    reminderAfter: 'P1D',
    signInAbove: 1_000_000.5,
  });
});

it.each(Object.keys(registry).map((id) => [id]))('takes %s as the ERP, and reaches no real one', (id) => {
  expect(readSettings({ LOCAL_ERP: id }).erp).toEqual({ id, real: null });
});

it('takes an empty variable for one that is not set', () => {
  expect(readSettings({ PORT: '', LOCAL_ERP: '' })).toEqual(readSettings({}));
});

describe('refuses in one line', () => {
  it.each([
    [{ PORT: 'http' }, 'PORT must be a number from 0 to 65535, not "http".'],
    [{ PORT: '65536' }, 'PORT must be a number'],
    [{ PORT: '-1' }, 'PORT must be a number'],
    [{ LOCAL_ERP: 'sap' }, `LOCAL_ERP must be one of ${Object.keys(registry).join(', ')}, not "sap".`],
    [{ LOCAL_ERP: 'constructor' }, 'LOCAL_ERP must be one of'],
    [{ ...TRYTON, TRYTON_URL: undefined }, 'LOCAL_ERP=tryton needs TRYTON_URL as well, which is not set.'],
    [{ ...TRYTON, TRYTON_USER: '' }, 'needs TRYTON_USER'],
    [{ ...TRYTON, TRYTON_PASSWORD: undefined }, 'needs TRYTON_PASSWORD'],
    [{ APPROVAL_WINDOW: '14' }, 'APPROVAL_WINDOW must be an ISO 8601 duration'],
    [{ REMINDER_AFTER: 'P2Y' }, 'REMINDER_AFTER must be an ISO 8601 duration'],
    [{ SIGN_IN_ABOVE: '-1' }, 'SIGN_IN_ABOVE must be a number that is not negative, not "-1".'],
    [{ SIGN_IN_ABOVE: '1e6' }, 'SIGN_IN_ABOVE must be a number'],
    [{ SIGN_IN_ABOVE: '1,000' }, 'SIGN_IN_ABOVE must be a number'],
    [{ APPROVAL_WINDOW: 'P366D' }, 'APPROVAL_WINDOW must be between one second and 365 days, not "P366D".'],
  ])('%j', (variables, line) => {
    expect(() => readSettings(variables)).toThrow(line);
    expect(() => readSettings(variables)).toThrow(CannotStart);
  });
});
