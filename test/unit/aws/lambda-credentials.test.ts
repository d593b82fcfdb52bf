import { afterEach, describe, expect, it, vi } from 'vitest';
import { defaultProvider } from '#aws/lambda-credentials.ts';

const setEnvironment = (keyId: string, secret: string, token?: string): void => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', keyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secret);
  vi.stubEnv('AWS_SESSION_TOKEN', token);
};

describe('credentials of a Lambda', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('are those of its environment, with the token of its role', async () => {
    setEnvironment('id', 'secret', 'token');
    expect(await defaultProvider()()).toEqual({
      accessKeyId: 'id',
      secretAccessKey: 'secret',
      sessionToken: 'token',
    });
  });

  it('have no token where there is none', async () => {
    setEnvironment('id', 'secret');
    expect(await defaultProvider()()).toEqual({ accessKeyId: 'id', secretAccessKey: 'secret' });
  });

  it.each([
    ['', 'secret'],
    ['id', ''],
  ])('are not made up: "%s" and "%s"', async (keyId, secret) => {
    setEnvironment(keyId, secret);
    await expect(defaultProvider()()).rejects.toThrow('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set.');
  });
});
