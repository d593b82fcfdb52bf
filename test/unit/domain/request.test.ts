import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginExport } from '#domain/exporting.ts';
import { accept, acceptInPart } from '#domain/life.ts';
import { send } from '#domain/opening.ts';
import { asOpened, parseRequestId, requestId } from '#domain/request.ts';
import { afterNoon, anActing, aPerson, aReceipt, aRecord, aSent } from '#test/support/records.ts';

describe('the id of a request', () => {
  it('tells project and number, for every project id Procore may give', () => {
    const numbers = fc.integer({ min: 1, max: 999_999_999 });
    fc.assert(
      fc.property(
        fc.maxSafeNat().filter((id) => id > 0),
        numbers,
        (projectId, number) => {
          expect(parseRequestId(requestId(projectId, number))).toEqual({ projectId, number });
        },
      ),
      {
        examples: [
          [Number.MAX_SAFE_INTEGER, 1],
          [1, 999_999_999],
        ],
      },
    );
  });

  it('is the only text that is read as one', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[-+ 0-9a-fx.]{0,24}$/), (text) => {
        const parsed = parseRequestId(text);
        if (parsed !== null) expect(requestId(parsed.projectId, parsed.number)).toBe(text);
      }),
    );
  });

  it.each([
    '',
    '42',
    '42-',
    '-1',
    '0-1',
    '42-0',
    '042-1',
    '42-01',
    '4 2-1',
    '42-1-1',
    '42-1\n',
    '9007199254740992-1',
    '1e3-1',
    '42-1234567890',
  ])('is not %j', (text) => {
    expect(parseRequestId(text)).toBeNull();
  });
});

describe('a request as it was opened', () => {
  it('is what the sender was first told, whatever happened since', () => {
    const opened = aRecord();
    const half = acceptInPart(opened, anActing({ by: aPerson({ id: 'second' }) }), { job_id: 'P-042' });
    const accepted = accept(half, anActing(), { job_id: 'P-042' });
    expect(asOpened(beginExport(accepted, afterNoon(70)).request)).toEqual(opened.request);
    const synced = { ...aReceipt(), snapshot_sha256: 'a', request_id: '42-1', integration_id: 'main' };
    const update = send({ ...opened, synced, request: { ...opened.request, status: 'synced' } }, aSent());
    expect(update.request.status).toBe('ready_to_update');
    expect(asOpened(accept(update, anActing(), {}).request)).toEqual(update.request);
  });
});
