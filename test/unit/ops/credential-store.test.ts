import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { SecretNotWritten, secretCredentials } from '#ops/integration/credential-store.ts';
import { MARKERS } from '#test/support/leaks.ts';

const secretsManager = mockClient(SecretsManagerClient);
beforeEach(() => secretsManager.reset());
afterAll(() => secretsManager.restore());

const store = secretCredentials(new SecretsManagerClient({}), 'send-to-erp/dev');
const west = { company_id: 1, id: 'west', erp: 'tryton' };
const NAME = 'send-to-erp/dev/1/west/tryton';
const credentials = { user: 'procore', password: MARKERS.erpPassword };
const notFound = new ResourceNotFoundException({ message: 'no such secret', $metadata: {} });

/** Inputs of the calls so far, without the ids of versions. */
const calls = () =>
  secretsManager.calls().map(({ args: [{ input }] }) => {
    const { ClientRequestToken: _, ...rest } = input as Record<string, unknown>;
    return rest;
  });

describe('the credentials of an integration', () => {
  it('are read where the functions of its ERP read them', async () => {
    secretsManager.on(GetSecretValueCommand).resolves({ SecretString: JSON.stringify(credentials) });
    expect(await store.read(west)).toEqual(credentials);
    expect(calls()).toEqual([{ SecretId: NAME }]);
  });

  it('that nobody put are null; those that are not JSON are taken for none that a connector takes', async () => {
    secretsManager.on(GetSecretValueCommand).rejectsOnce(notFound).resolves({ SecretString: 'user:password' });
    expect(await store.read(west)).toBeNull();
    expect(await store.read(west)).toBeUndefined();
  });

  it('become the next version of their secret, or the first of a new one', async () => {
    await store.write(west, credentials);
    secretsManager.on(PutSecretValueCommand).rejects(notFound);
    await store.write(west, credentials);
    const SecretString = JSON.stringify(credentials);
    expect(calls()).toEqual([
      { SecretId: NAME, SecretString },
      { SecretId: NAME, SecretString },
      { Name: NAME, SecretString, Description: 'Credentials of an integration, put by its operators.' },
    ]);
    const made = secretsManager.commandCalls(CreateSecretCommand);
    expect(made[0]?.args[0].input.ClientRequestToken).toMatch(/^[\da-f-]{36}$/);
  });

  it('are in no error, whatever Secrets Manager says of them', async () => {
    const quoting = Object.assign(new Error(`Value '${MARKERS.erpPassword}' is too long`), {
      name: 'ValidationException',
    });
    secretsManager.on(PutSecretValueCommand).rejects(quoting);
    const failure: unknown = await store.write(west, credentials).catch((error: unknown) => error);
    expect(failure).toEqual(new SecretNotWritten(`The secret ${NAME} could not be written: ValidationException.`));
    expect(failure).not.toHaveProperty('cause');
  });
});
