import { describe, expect, it } from 'vitest';
import { readHttpEvent } from '#middleware/http-event.ts';

const event = { routeKey: 'GET /health', rawPath: '/health', requestContext: { requestId: 'trace-1' } };

describe('the cookies of a request', () => {
  it('are none where the browser sent none', () => {
    expect(readHttpEvent(event).cookies).toEqual({});
  });

  it('are read by name, with whatever their values hold', () => {
    const cookies = ['__Host-approval-1-42-1=v1.abc-_.def==', 'empty=', 'plain', '__proto__=x'];
    const read = readHttpEvent({ ...event, cookies }).cookies;
    expect(Object.entries(read).sort()).toEqual([
      ['__Host-approval-1-42-1', 'v1.abc-_.def=='],
      ['__proto__', 'x'],
      ['empty', ''],
      ['plain', 'plain'],
    ]);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });

  it('are the first of those that were sent twice: another path or host cannot put its own before it', () => {
    expect(readHttpEvent({ ...event, cookies: ['a=own', 'b=1', 'a=planted'] }).cookies).toEqual({ a: 'own', b: '1' });
  });
});
