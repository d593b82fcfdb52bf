import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { secretErpCredentials } from '#aws/erp-credentials.ts';
import { secretLinkKeys } from '#aws/link-keys.ts';
import { afterNoon } from '#test/support/records.ts';

const key = (letter: string) => letter.repeat(32);

const underTest = () => {
  const client = new SecretsManagerClient({ region: 'eu-west-1' });
  const time = { seconds: 0 };
  const clock = () => afterNoon(time.seconds);
  return {
    linkKeys: secretLinkKeys(client, clock, 'link-keys'),
    credentials: secretErpCredentials(client, clock, 'dev/erp'),
    secrets: mockClient(client),
    time,
  };
};

const thrownBy = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

describe('link keys', () => {
  it('are read once, and again after five minutes', async () => {
    const { linkKeys, secrets, time } = underTest();
    secrets
      .on(GetSecretValueCommand, { SecretId: 'link-keys' })
      .resolvesOnce({ SecretString: JSON.stringify({ current: 'k1', k1: key('a') }) })
      .resolvesOnce({ SecretString: JSON.stringify({ current: 'k2', k1: key('a'), k2: key('b') }) });
    time.seconds = 0;
    expect((await linkKeys()).current).toBe('k1');
    time.seconds = 299;
    expect((await linkKeys()).current).toBe('k1');
    time.seconds = 300;
    expect(await linkKeys()).toEqual({
      current: 'k2',
      keys: new Map([
        ['k1', key('a')],
        ['k2', key('b')],
      ]),
    });
  });

  it('are read again for a key that is wanted and not among them, once in fifteen seconds', async () => {
    const { linkKeys, secrets, time } = underTest();
    secrets.on(GetSecretValueCommand).resolves({ SecretString: JSON.stringify({ current: 'k1', k1: key('a') }) });
    const reads = () => secrets.commandCalls(GetSecretValueCommand).length;
    await linkKeys('k1');
    expect(reads()).toBe(1);
    for (const madeUp of ['k7', 'k8', 'k9']) expect((await linkKeys(madeUp)).current).toBe('k1');
    expect(reads()).toBe(2);
    secrets.on(GetSecretValueCommand).resolves({ SecretString: JSON.stringify({ current: 'k2', k2: key('b') }) });
    time.seconds = 14;
    expect((await linkKeys('k2')).current).toBe('k1');
    time.seconds = 15;
    expect((await linkKeys('k2')).current).toBe('k2');
    expect((await linkKeys()).current).toBe('k2');
    expect(reads()).toBe(3);
  });

  it('stay as they were known when they cannot be read again', async () => {
    const { linkKeys, secrets, time } = underTest();
    secrets.on(GetSecretValueCommand).resolves({ SecretString: JSON.stringify({ current: 'k1', k1: key('a') }) });
    await linkKeys();
    secrets.on(GetSecretValueCommand).rejects(new Error('throttled'));
    await expect(linkKeys('k7')).rejects.toThrow('throttled');
    time.seconds = 60;
    expect((await linkKeys('k1')).current).toBe('k1');
  });

  it.each([
    ['not JSON', 'hunter2-hunter2'],
    ['of another shape', '{"hunter2":"hunter2"}'],
    ['without the current key', `{"current":"hunter2","k1":"${key('hunter2')}"}`],
    ['too short', '{"current":"k1","k1":"hunter2"}'],
    ['binary', undefined],
  ])('that are %s are an error which does not tell what they are', async (_, SecretString) => {
    const { linkKeys, secrets } = underTest();
    secrets.on(GetSecretValueCommand).resolves(SecretString === undefined ? {} : { SecretString });
    const error = await thrownBy(linkKeys());
    expect(error).toMatchObject({
      name: 'UnreadableSecret',
      message: 'The secret link-keys is not JSON of the expected form.',
    });
    expect(inspect(error)).not.toContain('hunter2');
  });
});

describe('credentials of an ERP', () => {
  const main = { company_id: 1, id: 'main', erp: 'tryton' };

  it('stand under company, integration and ERP', async () => {
    const { credentials, secrets } = underTest();
    secrets
      .on(GetSecretValueCommand, { SecretId: 'dev/erp/1/main/tryton' })
      .resolves({ SecretString: '{"user":"u","password":"p"}' });
    expect(await credentials.of(main)).toEqual({ user: 'u', password: 'p' });
    expect(await credentials.of(main)).toEqual({ user: 'u', password: 'p' });
    expect(secrets.calls()).toHaveLength(1);
  });

  it('that were replaced are used at the latest five minutes later, and at once when they are forgotten', async () => {
    const { credentials, secrets, time } = underTest();
    secrets
      .on(GetSecretValueCommand)
      .resolvesOnce({ SecretString: '"first"' })
      .resolvesOnce({ SecretString: '"second"' })
      .resolves({ SecretString: '"third"' });
    expect(await credentials.of(main)).toBe('first');
    time.seconds = 299;
    expect(await credentials.of(main)).toBe('first');
    time.seconds = 300;
    expect(await credentials.of(main)).toBe('second');
    credentials.forget(main);
    expect(await credentials.of(main)).toBe('third');
  });

  it('that are missing or unreadable are for a person to set up', async () => {
    const { credentials, secrets } = underTest();
    secrets
      .on(GetSecretValueCommand)
      .rejectsOnce(new ResourceNotFoundException({ message: 'none', $metadata: {} }))
      .resolves({ SecretString: 'user hunter2' });
    const expected = { name: 'ErpError', kind: 'unauthorized' };
    expect(await thrownBy(credentials.of(main))).toMatchObject(expected);
    const unreadable = await thrownBy(credentials.of(main));
    expect(unreadable).toMatchObject(expected);
    expect(inspect(unreadable)).not.toContain('hunter2');
  });

  it('that cannot be read now are asked for again', async () => {
    const { credentials, secrets } = underTest();
    secrets.on(GetSecretValueCommand).rejectsOnce(new Error('down')).resolves({ SecretString: '{}' });
    await expect(credentials.of(main)).rejects.toMatchObject({ name: 'ErpError', kind: 'temporary' });
    expect(await credentials.of(main)).toEqual({});
  });
});
