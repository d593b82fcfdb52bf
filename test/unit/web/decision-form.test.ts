import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formFaults, readDecisionForm, type DecisionForm } from '#web/decision-form.ts';
import { anyCharacter } from './hostile-text.ts';
import { aForm } from './views.ts';

const read = (body: string) => readDecisionForm(new URLSearchParams(body));

describe('readDecisionForm', () => {
  it('reads what the page sends', () => {
    const body =
      'decision=accept&check=4827&reason=&field_job_id=P-042&field_opened_on=2026-12-01&snapshot_sha256=ab&nonce=k1.x.y&attempt=2';
    expect(read(body)).toEqual({
      decision: 'accept',
      check: '4827',
      reason: '',
      fields: { job_id: 'P-042', opened_on: '2026-12-01' },
      snapshot_sha256: 'ab',
      nonce: 'k1.x.y',
      attempt: 2,
      wantsJobIdCheck: false,
      wantsOptionsOf: null,
    });
  });

  it.each(['', 'attempt=', 'attempt=-1', 'attempt=1.5', 'attempt=1e3', 'attempt=x', 'attempt=99999999999'])(
    'takes %j for no number of attempts',
    (body) => {
      expect(read(body).attempt).toBeNull();
    },
  );

  it('knows which button was pressed', () => {
    expect(read('check_job_id=1').wantsJobIdCheck).toBe(true);
    expect(read('field_check_job_id=1').wantsJobIdCheck).toBe(false);
  });

  it.each(['', 'decision=', 'decision=approve', 'decision=ACCEPT', 'decision=accept%20'])(
    'takes %j for no decision',
    (body) => {
      expect(read(body).decision).toBeNull();
    },
  );

  it('counts the first of two values', () => {
    expect(read('decision=reject&decision=accept&field_a=1&field_a=2')).toMatchObject({
      decision: 'reject',
      fields: { a: '1' },
    });
  });

  it('forgives spaces in the check code and line ends in the reason', () => {
    expect(read('check=48+27+&reason=%0D%0ANo+VAT%0D%0Aat+all%E2%80%AE+')).toMatchObject({
      check: '4827',
      reason: 'No VAT\nat all',
    });
  });

  it('reads anything without failing', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: anyCharacter }), fc.string({ unit: anyCharacter }))), (pairs) => {
        const form = readDecisionForm(new URLSearchParams(pairs));
        expect([null, 'accept', 'reject']).toContain(form.decision);
      }),
    );
    expect(Object.keys(read('field___proto__=x').fields)).toEqual(['__proto__']);
  });
});

describe('formFaults', () => {
  const faults = (form: DecisionForm) => formFaults(form, { isSignedIn: false });
  const complete = aForm({ decision: 'reject', check: '4827', reason: 'No VAT' });

  it('finds nothing wrong with a complete form', () => {
    expect(faults(complete)).toEqual({});
    expect(faults({ ...complete, decision: 'accept', reason: '' })).toEqual({});
  });

  it('names every field at fault', () => {
    expect(Object.keys(faults({ ...complete, decision: null, check: '48a7' }))).toEqual(['decision', 'check']);
    expect(faults({ ...complete, reason: '' })).toEqual({ reason: ['Write the reason for rejecting'] });
    expect(faults({ ...complete, reason: 'x'.repeat(2_000) })).toEqual({});
    expect(faults({ ...complete, reason: 'x'.repeat(2_001) })).toEqual({
      reason: ['The reason must be at most 2,000 characters long'],
    });
  });
  it('asks for no check code from whoever is signed in', () => {
    expect(formFaults({ ...complete, check: '' }, { isSignedIn: true })).toEqual({});
    expect(faults({ ...complete, check: '' })).toEqual({
      check: ['Type the four digits of the check code, shown beside the total value'],
    });
  });

  it('names the choices as the page does', () => {
    expect(faults({ ...complete, decision: null })).toEqual({ decision: ['Choose Accept or Reject'] });
    expect(faults({ ...complete, decision: null, attempt: 1 })).toEqual({ decision: ['Choose Try again or Reject'] });
  });
});
