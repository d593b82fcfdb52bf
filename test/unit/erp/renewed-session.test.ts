import { describe, expect, it } from 'vitest';
import { ErpError, type ConnectorSession, type Job } from '#domain/erp.ts';
import { renewedSession } from '#erp/renewed-session.ts';

const JOB = {} as Job;
const receipt = { job_id: '1', erp_id: '1', url: null, at: '2026-11-27T09:00:00.000Z' };
const unauthorized = () => new ErpError('unauthorized', 'The ERP does not accept the user or the password.');

/** An ERP that takes one password, and a secret with a memory before it. */
const underTest = ({ remembered, stored, taken }: { remembered: string; stored: string; taken: string }) => {
  const state = { remembered: remembered as string | null, stored, taken, reads: 0, calls: [] as string[] };
  const session = (password: unknown): ConnectorSession => {
    const ask = (name: string) => async () => {
      state.calls.push(`${name} with ${String(password)}`);
      if (password !== state.taken) throw unauthorized();
      return receipt;
    };
    return {
      find: ask('find'),
      create: ask('create'),
      update: ask('update'),
      checkConnection: async () => {
        await ask('check')();
      },
    };
  };
  const source = {
    credentials: async () => (state.remembered ??= ((state.reads += 1), state.stored)),
    forget: () => void (state.remembered = null),
    open: async (credentials: unknown) => session(credentials),
  };
  return { state, source };
};

describe('a session whose credentials were replaced', () => {
  it('asks once more with those that stand in the secret now', async () => {
    const { state, source } = underTest({ remembered: 'old', stored: 'new', taken: 'new' });
    const session = await renewedSession(source);
    expect(await session.find(JOB)).toEqual(receipt);
    expect(await session.create(JOB)).toEqual(receipt);
    expect(state.calls).toEqual(['find with old', 'find with new', 'create with new']);
  });

  it('does so when opening it already fails', async () => {
    const { source } = underTest({ remembered: 'old', stored: 'new', taken: 'new' });
    const open = async (credentials: unknown) => {
      if (credentials === 'old') throw unauthorized();
      return source.open(credentials);
    };
    expect(await (await renewedSession({ ...source, open })).find(JOB)).toEqual(receipt);
  });

  it('does not ask twice with the same ones, but reads them anew the next time', async () => {
    const { state, source } = underTest({ remembered: 'old', stored: 'old', taken: 'new' });
    const session = await renewedSession(source);
    await expect(session.checkConnection()).rejects.toMatchObject({ kind: 'unauthorized' });
    expect(state.calls).toEqual(['check with old']);
    expect(state.reads).toBe(1);
  });

  it('does not repeat what writes, which may have been done in part', async () => {
    const { state, source } = underTest({ remembered: 'old', stored: 'new', taken: 'new' });
    const session = await renewedSession(source);
    await expect(session.update(JOB, receipt)).rejects.toMatchObject({ kind: 'unauthorized' });
    expect(state.calls).toEqual(['update with old']);
    expect(await (await renewedSession(source)).update(JOB, receipt)).toEqual(receipt);
  });
});
