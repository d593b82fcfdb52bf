import { describe, expect, it } from 'vitest';
import type { ErpErrorKind } from '#erp/connector.ts';
import { answerIn } from '#erp/netsuite/double-answers.ts';
import { errorOf, saysNonexistent } from '#erp/netsuite/errors.ts';

const bodyOf = (status: number, ...details: Record<string, string>[]): string =>
  JSON.stringify({ type: 'https://www.w3.org/', title: 'x', status, 'o:errorDetails': details });

const judged = (status: number, text: string, writes = true) => {
  const { kind, message, field } = errorOf({ status, retryAfterSeconds: null, text }, writes);
  return { kind, message, field };
};

describe('errors that Oracle shows (Error Handling in REST Web Services)', () => {
  const invalidItem = {
    detail:
      'Error while accessing resource: You have entered an Invalid Field Value 9999 for the following field: item',
    'o:errorCode': 'INVALID_CONTENT',
    'o:errorPath': 'item.items[0].item',
  };
  const malformed = {
    detail: 'The request could not be understood by the server due to malformed syntax.',
    'o:errorCode': 'INVALID_REQUEST',
  };
  const unexpected = {
    detail: 'An unexpected error occurred. Error ID: jrgbpyylphhishmmlxyt',
    'o:errorCode': 'UNEXPECTED_ERROR',
  };
  const shown: [string, number, Record<string, string>, ErpErrorKind, RegExp][] = [
    ['an invalid login', 401, { detail: 'Invalid login attempt.', 'o:errorCode': 'INVALID_LOGIN' }, 'unauthorized', /Login Audit Trail/],
    ['an invalid body', 400, invalidItem, 'refused', /^NetSuite refused: You have entered an Invalid Field Value 9999/],
    ['a record that is not there', 404, { detail: 'Record does not exist.', 'o:errorCode': 'NONEXISTENT_ID' }, 'refused', /does not exist/],
    ['an invalid request', 400, malformed, 'refused', /malformed syntax/],
    ['a system error', 500, unexpected, 'unknown_outcome', /Error ID: jrgbpyylphhishmmlxyt/],
  ]; // prettier-ignore

  it.each(shown)('%s', (_, status, detail, kind, message) => {
    expect(judged(status, bodyOf(status, detail))).toMatchObject({ kind, field: null });
    expect(judged(status, bodyOf(status, detail)).message).toMatch(message);
  });

  it('a limit that is exceeded, though what Oracle shows is no JSON', async () => {
    const text = await answerIn.throttled().text();
    expect(() => void JSON.parse(text)).toThrow();
    expect(judged(429, text).kind).toBe('temporary');
    expect(judged(400, bodyOf(400, { detail: 'Blocked.', 'o:errorCode': 'CONCURRENCY_LIMIT_EXCEEDED' })).kind).toBe(
      'temporary',
    );
  });

  it('a system error while reading leaves nothing open', () => {
    expect(judged(500, bodyOf(500, unexpected), false).kind).toBe('temporary');
  });

  it.each(['o:errorHeader', 'o:errorQueryParam', 'o:urlPath'])(
    'a fault that %s names is no fault of a field',
    (where) => {
      const detail = { detail: 'Invalid.', 'o:errorCode': 'INVALID_REQUEST', [where]: 'companyName' };
      expect(judged(400, bodyOf(400, detail))).toMatchObject({ kind: 'refused', field: null });
    },
  );
});

describe('a refusal', () => {
  it.each([
    ['companyName', 'project.name'],
    ['entityId', 'fields.job_id'],
    ['entityid', 'fields.job_id'],
    ['startDate', 'project.start_date'],
    ['projectedEndDate', 'project.completion_date'],
    ['estimatedRevenue', 'project.total_value'],
    ['parent.id', 'fields.customer'],
    ['$.parent', 'fields.customer'],
    ['subsidiary', null],
    ['constructor', null],
  ])('of %s names the field to correct', (path, field) => {
    expect(judged(400, bodyOf(400, { detail: 'No.', 'o:errorPath': path })).field).toBe(field);
  });

  it('names the field also where only its words do', () => {
    const detail =
      'Error while accessing a resource. You have entered an Invalid Field Value 7 for the following field: parent.';
    expect(judged(400, bodyOf(400, { detail, 'o:errorCode': 'USER_ERROR' })).field).toBe('fields.customer');
    const taken = {
      detail: 'Error while accessing a resource. This entity already exists.',
      'o:errorCode': 'USER_ERROR',
    };
    expect(judged(400, bodyOf(400, taken))).toEqual({
      kind: 'refused',
      message: 'NetSuite refused: This entity already exists.',
      field: 'fields.job_id',
    });
  });

  it('tells everything that is wrong, within what a person reads', () => {
    expect(judged(400, bodyOf(400, { detail: 'One\nline.' }, { detail: 'Another.' })).message).toBe(
      'NetSuite refused: One line. Another.',
    );
    const { message } = judged(400, bodyOf(400, { detail: '😀'.repeat(900) }));
    expect(message.length).toBeLessThanOrEqual(600);
    expect(message.isWellFormed()).toBe(true);
  });

  it.each([
    [403, 'USER_ERROR'],
    [400, 'INSUFFICIENT_PERMISSION'],
  ])('with status %i and %s for lack of rights needs an administrator', (status, code) => {
    const detail = {
      detail: 'Your current role does not have permission to perform this action.',
      'o:errorCode': code,
    };
    const { kind, message } = judged(status, bodyOf(status, detail));
    expect(kind).toBe('unauthorized');
    expect(message).toMatch(/role/);
  });
});

describe('an answer that is not of that shape', () => {
  it.each([
    ['<html>Bad gateway</html>', 502, 'unknown_outcome'],
    ['<html>Back soon</html>', 503, 'temporary'],
    [bodyOf(503, { detail: 'Maintenance.' }), 503, 'temporary'],
    ['{"o:errorDetails":[]}', 400, 'refused'],
    ['{"o:errorDetails":"x"}', 409, 'refused'],
    ['', 302, 'refused'],
    ['null', 401, 'unauthorized'],
  ])('%s with status %i goes by the status', (text, status, kind) => {
    expect(judged(status, text).kind).toBe(kind);
    expect(judged(status, text).message).not.toContain('html');
  });
});

it('takes a 404 for "there is none" only where NetSuite says so', () => {
  const nonexistent = bodyOf(404, { detail: 'Record does not exist.', 'o:errorCode': 'NONEXISTENT_ID' });
  expect(saysNonexistent({ status: 404, text: nonexistent })).toBe(true);
  expect(saysNonexistent({ status: 400, text: nonexistent })).toBe(false);
  expect(saysNonexistent({ status: 404, text: '<html>' })).toBe(false);
});
