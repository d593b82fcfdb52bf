import { describe, expect, it } from 'vitest';
import { errorOf, hasChanged, isTaken } from '#erp/business-central/errors.ts';
import type { ErpAnswer } from '#erp/http.ts';

const CORRELATION = '7dc93223-e051-416e-b98d-f2fd053fd990';

const answerOf = (status: number, code: string | null, message = 'Said so.', retryAfterSeconds = null): ErpAnswer => ({
  status,
  headers: new Headers(),
  retryAfterSeconds,
  text:
    code === null
      ? '<html>Bad gateway</html>'
      : JSON.stringify({ error: { code, message: `${message}  CorrelationId:  ${CORRELATION}.` } }),
});

const sent = { number: '24-0815', displayName: 'Library {1-42}', billToCustomerNo: '10000' };
const said = `Said so. (CorrelationId ${CORRELATION})`;

describe('failures of Business Central', () => {
  it.each([
    [400, 'BadRequest', 'refused', 'refused', null],
    [404, 'BadRequest_NotFound', 'refused', 'refused', null],
    [404, 'BadRequest_ResourceNotFound', 'refused', 'refused', null],
    [400, 'BadRequest_InvalidToken', 'refused', 'refused', null],
    [405, 'BadRequest_MethodNotAllowed', 'refused', 'refused', null],
    [401, 'Authentication_InvalidCredentials', 'unauthorized', 'unauthorized', null],
    [403, 'Authorization_Any', 'unauthorized', 'unauthorized', null],
    [403, 'Internal_ServerError', 'unauthorized', 'unauthorized', null],
    [400, 'Application_FieldValidationException', 'refused', 'refused', null],
    [400, 'Application_FilterErrorException', 'refused', 'refused', null],
    [400, 'Application_DialogException', 'refused', 'refused', null],
    [500, 'Application_DialogException', 'refused', 'refused', null],
    [400, 'Application_StringExceededLength', 'refused', 'refused', null],
    [400, 'Internal_InvalidTableRelation', 'refused', 'refused', 'fields.customer'],
    [400, 'Internal_EntityWithSameKeyExists', 'refused', 'refused', null],
    [404, 'Internal_RecordNotFound', 'refused', 'refused', null],
    [404, 'Internal_CompanyNotFound', 'refused', 'refused', null],
    [409, 'Request_EntityChanged', 'temporary', 'temporary', null],
    [412, 'Unknown', 'temporary', 'temporary', null],
    [408, 'Unknown', 'temporary', 'unknown_outcome', null],
    [429, 'Unknown', 'temporary', 'temporary', null],
    [500, 'Internal_ServerError', 'temporary', 'unknown_outcome', null],
    [502, null, 'temporary', 'unknown_outcome', null],
    [503, null, 'temporary', 'temporary', null],
    [503, 'Internal_TenantUnavailable', 'temporary', 'temporary', null],
    [500, 'Internal_TenantUnavailable', 'temporary', 'temporary', null],
    [504, null, 'temporary', 'unknown_outcome', null],
  ])('%i %s: %s after a read, %s after a write', (status, code, afterRead, afterWrite, field) => {
    const answer = answerOf(status, code);
    expect(errorOf(answer, { writes: false }).kind).toBe(afterRead);
    expect(errorOf(answer, { writes: true, sent })).toMatchObject({ kind: afterWrite, field });
  });

  it.each([
    ['Application_DialogException', said],
    ['BadRequest', `Business Central refused the call: ${said}`],
    ['BadRequest_ResourceNotFound', `Business Central has no such page: ${said}`],
  ])('%s: what is said is passed on, with the id that support asks for', (code, message) => {
    expect(errorOf(answerOf(400, code), { writes: true }).message).toBe(message);
  });

  it('name the field whose value is too long, in whatever language the text is', () => {
    const fieldOf = (message: string) =>
      errorOf(answerOf(400, 'Application_StringExceededLength', message), { writes: true, sent }).field;
    expect(fieldOf('Die Länge beträgt 7, darf aber höchstens 5 sein. Wert: 24-0815')).toBe('fields.job_id');
    expect(fieldOf('Die Länge beträgt 14, darf aber höchstens 9 sein. Wert: Library {1-42}')).toBe('project.name');
    expect(fieldOf('Die Länge beträgt 14, darf aber höchstens 9 sein. Wert: RIVERSIDE')).toBeNull();
  });

  it.each([429, 502, 503])('%i: comes back when Business Central says', (status) => {
    const answer = { ...answerOf(status, null), retryAfterSeconds: 7 };
    expect(errorOf(answer, { writes: false }).retryAfterSeconds).toBe(7);
  });

  it('are cut to what people read, and lose no id for it', () => {
    const { message } = errorOf(answerOf(400, 'Application_DialogException', 'x\n'.repeat(9_000)), { writes: true });
    expect(message).toHaveLength(400 + ` (CorrelationId ${CORRELATION})`.length);
    expect(message).toContain(CORRELATION);
  });

  it('that mean a project is there, or is not what it was, are told apart', () => {
    expect(isTaken(answerOf(400, 'Internal_EntityWithSameKeyExists'))).toBe(true);
    expect(isTaken(answerOf(409, 'Request_EntityChanged'))).toBe(false);
    expect(hasChanged(answerOf(409, 'Request_EntityChanged'))).toBe(true);
    expect(hasChanged(answerOf(412, null))).toBe(true);
    expect(hasChanged(answerOf(409, null))).toBe(false);
  });
});
