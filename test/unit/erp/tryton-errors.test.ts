import { describe, expect, it } from 'vitest';
import { errorOf } from '#erp/tryton/errors.ts';

describe('exceptions of Tryton', () => {
  it.each([
    [
      'UserError',
      ['The code on party must be unique.', '', null],
      'refused',
      'The code on party must be unique.',
      null,
    ],
    [
      'UserError',
      ['Not valid.', '', [[['name', 'not like', '%']], { name: {} }]],
      'refused',
      'Not valid.',
      'project.name',
    ],
    ['UserError', ['Not valid.', '', [[], { code: {} }]], 'refused', 'Not valid.', 'fields.job_id'],
    ['UserError', ['Not valid.', '', [[], { state: {} }]], 'refused', 'Not valid.', null],
    ['UserError', ['Two\nlines', '', null], 'refused', 'Two lines', null],
    ['UserError', null, 'refused', 'Tryton refused the call without saying why.', null],
    ['UserWarning', ['w1', 'Really?', ''], 'refused', 'Tryton wants a person to confirm this: Really?', null],
    ['UserWarning', null, 'refused', 'Tryton wants a person to confirm this: it does not say what', null],
    ['ConcurrencyException', 'Records were modified', 'temporary', 'Someone changed the record in Tryton at the same moment.', null], // prettier-ignore
    ['LoginException', ['password', 'Password for x', 'password'], 'unauthorized', 'Tryton asks for more than a password to sign this user in.', null], // prettier-ignore
    ["'nosuch'", '', 'refused', "Tryton could not work on the call: 'nosuch'", null],
    ['File not found : .../tryton.cfg ', '', 'refused', 'Tryton could not work on the call: File not found : .../tryton.cfg', null], // prettier-ignore
  ])('%s %j', (exception, details, kind, message, field) => {
    const error = errorOf([exception, details]);
    expect({ kind: error.kind, message: error.message, field: error.field }).toEqual({ kind, message, field });
  });

  it('are cut to what a person reads', () => {
    expect(errorOf(['UserError', ['x'.repeat(9_000), '', null]]).message).toHaveLength(500);
  });
});
