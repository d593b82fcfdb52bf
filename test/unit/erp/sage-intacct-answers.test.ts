import { describe, expect, it } from 'vitest';
import { ErpError } from '#erp/connector.ts';
import { refusesSession, resultOf } from '#erp/sage-intacct/answers.ts';

const error = (errorno: string, text: string, target = '') =>
  `<error><errorno>${errorno}</errorno><description></description><description2>${text}</description2><correction></correction>${target}</error>`;

const control = '<control><status>success</status></control>';
const user = '<authentication><status>success</status><userid>u</userid></authentication>';

const failedControl = (...errors: string[]) =>
  `<response><control><status>failure</status></control><errormessage>${errors.join('')}</errormessage></response>`;
const failedSignIn = (...errors: string[]) =>
  `<response>${control}<operation><authentication><status>failure</status></authentication><errormessage>${errors.join('')}</errormessage></operation></response>`;
const failedResult = (status: string, ...errors: string[]) =>
  `<response>${control}<operation>${user}<result><status>${status}</status><function>create</function><errormessage>${errors.join('')}</errormessage></result></operation></response>`;

const answer = (text: string, status = 200, retryAfterSeconds: number | null = null) => ({
  status,
  headers: new Headers(),
  retryAfterSeconds,
  text,
});

const failureOf = (given: ReturnType<typeof answer>, writes = true) => {
  try {
    return resultOf(given, writes).data.text;
  } catch (failure) {
    if (!(failure instanceof ErpError)) throw failure;
    const { kind, field, message, retryAfterSeconds } = failure;
    return { kind, field, message, retryAfterSeconds };
  }
};

describe('an answer of the gateway', () => {
  it.each([
    ['XL03000003', failedControl(error('XL03000003', 'XML Parse schema error: &lt;password&gt;')), 'refused', null],
    ['XL03000006 of the sender', failedControl(error('XL03000006', 'Incorrect Partner ID')), 'unauthorized', null],
    ['XL03000006 of the user', failedSignIn(error('XL03000006', 'Sign-in is incorrect')), 'unauthorized', null],
    ['any refused sign-in', failedSignIn(error('XL03000099', 'Locked out')), 'unauthorized', null],
    ['an expired demonstration', failedSignIn(error('PL04000055', 'Demo company has expired')), 'refused', null],
    ['GW-0010 in the control', failedControl(error('GW-0010', 'Too many')), 'temporary', null],
    ['GW-0010 at the sign-in', failedSignIn(error('GW-0010', 'Too many')), 'temporary', null],
    ['GW-0001', failedControl(error('GW-0001', 'Try again')), 'temporary', null],
    ['GW-0011', failedControl(error('GW-0011', 'Invalid Request')), 'refused', null],
    [
      'BL01001973',
      failedResult('failure', error('BL01001973', "The project ID 'A' already exists")),
      'refused',
      'fields.job_id',
    ],
    [
      'an unknown customer',
      failedResult('failure', error('BL1', "Invalid Customer 'X' specified.")),
      'refused',
      'fields.customer',
    ],
    [
      'an unknown location',
      failedResult('failure', error('BL1', "Invalid Location 'X' specified.")),
      'refused',
      'fields.location',
    ],
    ['a name', failedResult('failure', error('BL1', 'The name is too long')), 'refused', 'project.name'],
    ['a begin date', failedResult('failure', error('BL1', 'Begin date is invalid')), 'refused', 'project.start_date'],
    [
      'an end date',
      failedResult('failure', error('BL1', 'The end date lies before')),
      'refused',
      'project.completion_date',
    ],
    ['no permission', failedResult('failure', error('DL02000001', 'You do not have permission')), 'refused', null],
  ])('%s: the kind and the field', (_, text, kind, field) => {
    for (const status of [200, 400]) expect(failureOf(answer(text, status))).toMatchObject({ kind, field });
  });

  it('names the field that the gateway points to before one that its text mentions', () => {
    const target = '<additionalinfo><target object="PROJECT" field="LOCATIONID"/></additionalinfo>';
    const text = failedResult('failure', error('BL1', 'Not allowed for this customer', target));
    expect(failureOf(answer(text))).toMatchObject({ field: 'fields.location' });
  });

  it('that was rolled back is told by what failed', () => {
    const text = failedResult('aborted', error('XL03000009', 'Rolled back'), error('BL1', "Invalid Customer 'X'."));
    expect(failureOf(answer(text))).toMatchObject({ kind: 'refused', message: "Invalid Customer 'X'. (BL1)" });
    const alone = failedResult('aborted', error('XL03000009', 'The entire transaction was rolled back'));
    expect(failureOf(answer(alone))).toMatchObject({ message: 'The entire transaction was rolled back (XL03000009)' });
  });

  it('is told once, in one line, to a length that people read, and with its number', () => {
    const long = error('BL1', `Line one\nline two ${'x'.repeat(600)}`);
    const told = failureOf(answer(failedResult('failure', long, long)));
    expect(told).toMatchObject({ message: `Line one line two ${'x'.repeat(482)} (BL1)` });
    expect(failureOf(answer(failedResult('failure')))).toMatchObject({
      message: 'Sage Intacct refused the call without saying why.',
    });
  });

  it('never repeats what the gateway says of a sign-in', () => {
    const told = JSON.stringify(failureOf(answer(failedControl(error('XL03000006', 'sender hunter2')))));
    expect(told).not.toContain('hunter2');
    expect(told).toContain('XL03000006');
  });

  it.each([
    ['429', answer(failedControl(error('GW-0010', 'Too many')), 429, 7), 'temporary', 'temporary', 7],
    ['200 and GW-0010', answer(failedControl(error('GW-0010', 'Too many')), 200, 9), 'temporary', 'temporary', 9],
    ['503', answer('', 503, 30), 'temporary', 'temporary', 30],
    ['500', answer(failedResult('failure', error('BL1', 'x')), 500), 'temporary', 'unknown_outcome', null],
    ['401 with a body', answer(failedControl(error('XMLGW_JPP0002', 'x')), 401), 'unauthorized', 'unauthorized', null],
    ['403 of a proxy', answer('<html>', 403), 'refused', 'refused', null],
    ['nonsense', answer('<html><body/></html>'), 'temporary', 'unknown_outcome', null],
    ['no operation', answer(`<response>${control}</response>`), 'temporary', 'unknown_outcome', null],
    [
      'no result',
      answer(`<response>${control}<operation>${user}</operation></response>`),
      'temporary',
      'unknown_outcome',
      null,
    ],
    ['no data', answer(failedResult('success')), 'temporary', 'unknown_outcome', null],
    ['an unheard-of status', answer(failedResult('queued')), 'temporary', 'unknown_outcome', null],
  ])('%s: what it means for a read and for a write', (_, given, read, write, wait) => {
    expect(failureOf(given, false)).toMatchObject({ kind: read, retryAfterSeconds: wait });
    expect(failureOf(given, true)).toMatchObject({ kind: write, retryAfterSeconds: wait });
  });

  it('asks for a new sign-in where the session is not accepted, and only there', () => {
    expect(refusesSession(answer('', 401))).toBe(true);
    expect(refusesSession(answer(failedSignIn(error('XL03000006', 'Session has timed out'))))).toBe(true);
    expect(refusesSession(answer(failedControl(error('XMLGW_JPP0002', 'x')), 400))).toBe(true);
    expect(refusesSession(answer(failedSignIn(error('GW-0010', 'Too many'))))).toBe(false);
    expect(refusesSession(answer(failedSignIn(error('PL04000055', 'Expired'))))).toBe(false);
    expect(refusesSession(answer(failedResult('failure', error('XL03000006', 'x'))))).toBe(false);
    expect(refusesSession(answer(failedSignIn(error('XL03000006', 'x')), 500))).toBe(false);
    expect(refusesSession(answer('<html>', 404))).toBe(false);
  });
});
