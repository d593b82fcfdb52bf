import { describe, expect, it } from 'vitest';
import type { ErpAnswer } from '#erp/http.ts';
import { errorOf } from '#erp/xero/errors.ts';

const answer = (status: number, body: unknown = '', headers: Record<string, string> = {}): ErpAnswer => ({
  status,
  headers: new Headers(headers),
  retryAfterSeconds: headers['Retry-After'] === undefined ? null : Number(headers['Retry-After']),
  text: typeof body === 'string' ? body : JSON.stringify(body),
});

const modelState = (state: unknown) => answer(400, { message: 'The request is invalid.', modelState: state });

const validation = (Message: string) =>
  answer(400, {
    ErrorNumber: 10,
    Type: 'ValidationException',
    Message: 'A validation exception occurred',
    Elements: [{ ValidationErrors: [{ Message }] }],
  });

describe('an error of Xero', () => {
  it.each([
    ['name', { name: ['Too long.'] }, 'project.name', 'Xero refused the project: Too long.'],
    ['project.Name', { 'project.Name': 'Too long.' }, 'project.name', 'Xero refused the project: Too long.'],
    ['contactId', { contactId: ['No such contact.'] }, 'fields.customer', 'Xero refused the project: No such contact.'],
    [
      'deadlineUtc',
      { deadlineUtc: ['In the past.'] },
      'project.completion_date',
      'Xero refused the project: In the past.',
    ],
    ['estimateAmount', { estimateAmount: ['Negative.'] }, 'project.total_value', 'Xero refused the project: Negative.'],
    ['an unknown field', { constructor: ['No.'] }, null, 'Xero refused the project: No.'],
    ['several', { x: ['A.', 'B.'], name: ['C.'] }, 'project.name', 'Xero refused the project: A. B. C.'],
    ['no reasons', {}, null, 'Xero refused the project: The request is invalid.'],
  ])('in %s of a project names the field', (_, state, field, message) => {
    expect(errorOf(modelState(state), true)).toMatchObject({ kind: 'refused', field, message });
  });

  it.each([
    ['For each specified tracking option the name must be unique', 'project.name'],
    ['The tracking category is archived', null],
  ])('about a tracking option: %s', (message, field) => {
    const expected = { kind: 'refused', field, message: `Xero refused the tracking option: ${message}` };
    expect(errorOf(validation(message), true)).toMatchObject(expected);
  });

  it.each([
    [400, 'refused', 'refused'],
    [401, 'unauthorized', 'unauthorized'],
    [403, 'unauthorized', 'unauthorized'],
    [404, 'refused', 'refused'],
    [429, 'temporary', 'temporary'],
    [500, 'temporary', 'unknown_outcome'],
    [502, 'temporary', 'unknown_outcome'],
    [503, 'temporary', 'temporary'],
    [504, 'temporary', 'unknown_outcome'],
  ])('by the status %i alone', (status, reading, writing) => {
    expect(errorOf(answer(status, '<html>'), false).kind).toBe(reading);
    expect(errorOf(answer(status, '<html>'), true).kind).toBe(writing);
  });

  it.each([
    [
      { 'X-Rate-Limit-Problem': 'minute', 'Retry-After': '27' },
      27,
      'Xero takes no more calls for now (limit: minute).',
    ],
    [
      { 'X-Rate-Limit-Problem': 'day', 'Retry-After': '66975' },
      66_975,
      'Xero takes no more calls for now (limit: day).',
    ],
    [{ 'X-Rate-Limit-Problem': 'Day' }, 3_600, 'Xero takes no more calls for now (limit: day).'],
    [{ 'X-Rate-Limit-Problem': 'concurrent' }, null, 'Xero takes no more calls for now (limit: concurrent).'],
    [{ 'X-Rate-Limit-Problem': '<script>' }, null, 'Xero takes no more calls for now.'],
    [{}, null, 'Xero takes no more calls for now.'],
  ])('by a limit: %j', (headers, retryAfterSeconds, message) => {
    expect(errorOf(answer(429, '', headers), true)).toMatchObject({ kind: 'temporary', retryAfterSeconds, message });
  });

  it('is told in a few legible words, without pages and control characters', () => {
    const { message } = errorOf(modelState({ name: [`a\n\u0007b${'😀'.repeat(400)}`] }), true);
    expect(message).toMatch(/^Xero refused the project: a b😀+/u);
    expect(message.length).toBeLessThanOrEqual(500);
    expect(message.isWellFormed()).toBe(true);
    expect(errorOf(answer(400, '<html>secret</html>'), true).message).not.toContain('secret');
  });
});
