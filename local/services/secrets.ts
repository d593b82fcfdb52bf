import { randomInt, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { writeWhole } from '#local/private-file.ts';
import { ServiceError, type Operations } from '#local/services/json-service.ts';
import type { Intrinsics } from '#local/template/intrinsics.ts';

const generator = z.strictObject({
  SecretStringTemplate: z.string(),
  GenerateStringKey: z.string(),
  PasswordLength: z.int().positive().default(32),
  ExcludePunctuation: z.boolean().default(false),
});
const secret = z.object({ GenerateSecretString: generator });

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const draw = ({ SecretStringTemplate, GenerateStringKey, PasswordLength }: z.output<typeof generator>): string => {
  const password = Array.from(
    { length: PasswordLength },
    () => LETTERS_AND_DIGITS[randomInt(LETTERS_AND_DIGITS.length)],
  );
  const fields = z.record(z.string(), z.json()).parse(JSON.parse(SecretStringTemplate));
  return JSON.stringify({ ...fields, [GenerateStringKey]: password.join('') });
};

/** Values of the secrets that the template generates, by ARN: drawn once, kept in `file`. */
export const generatedSecrets = (intrinsics: Intrinsics, file: string): ReadonlyMap<string, string> => {
  const kept = existsSync(file) ? z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, 'utf8'))) : {};
  const drawn = intrinsics
    .resources('AWS::SecretsManager::Secret', Object.keys(secret.shape))
    .map(({ logicalId, properties }) => {
      const arn = intrinsics.ref(logicalId);
      return [arn, kept[arn] ?? draw(secret.parse(properties).GenerateSecretString)] as const;
    });
  writeWhole(file, JSON.stringify({ ...kept, ...Object.fromEntries(drawn) }));
  return new Map(drawn);
};

const versions = z.record(z.string(), z.array(z.object({ id: z.string(), value: z.string() })));
type Versions = z.output<typeof versions>;

/** Of one secret; Secrets Manager keeps more. */
const VERSIONS_KEPT = 20;

const getSecretValue = z.object({ SecretId: z.string(), VersionId: z.string().optional() });
const written = { SecretString: z.string(), ClientRequestToken: z.string() };
const putSecretValue = z.object({ SecretId: z.string(), ...written });
const createSecret = z.object({ Name: z.string(), ...written });

const notFound = (): ServiceError =>
  new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");

const readKept = (file: string): Versions =>
  existsSync(file) ? versions.parse(JSON.parse(readFileSync(file, 'utf8'))) : {};

/**
 * GetSecretValue, PutSecretValue and CreateSecret of Secrets Manager. `given`: secrets by name or ARN as they are at every
 * start; `drawn`: as they are until others are written. What is written is kept in `file`.
 */
export const secretsOperations = (
  given: ReadonlyMap<string, string>,
  file: string,
  drawn: ReadonlyMap<string, string> = new Map(),
): Operations => {
  const kept = new Map(Object.entries(readKept(file)));
  for (const [name, value] of drawn) if (!kept.has(name)) kept.set(name, [{ id: randomUUID(), value }]);
  for (const [name, value] of given) kept.set(name, [{ id: randomUUID(), value }]);
  const add = (name: string, id: string, value: string) => {
    const earlier = (kept.get(name) ?? []).filter((each) => each.id !== id);
    kept.set(name, [...earlier, { id, value }].slice(-VERSIONS_KEPT));
    writeWhole(file, JSON.stringify(Object.fromEntries([...kept].filter(([each]) => !given.has(each)))));
    return { ARN: name, Name: name, VersionId: id };
  };
  return {
    GetSecretValue: (input) => {
      const { SecretId, VersionId } = getSecretValue.parse(input);
      const all = kept.get(SecretId) ?? [];
      const version = VersionId === undefined ? all.at(-1) : all.find(({ id }) => id === VersionId);
      if (version === undefined) throw notFound();
      return { ARN: SecretId, Name: SecretId, SecretString: version.value, VersionId: version.id };
    },
    PutSecretValue: (input) => {
      const { SecretId, SecretString, ClientRequestToken } = putSecretValue.parse(input);
      if (!kept.has(SecretId)) throw notFound();
      return add(SecretId, ClientRequestToken, SecretString);
    },
    CreateSecret: (input) => {
      const { Name, SecretString, ClientRequestToken } = createSecret.parse(input);
      if (kept.has(Name)) throw new ServiceError('ResourceExistsException', `The secret ${Name} already exists.`);
      return add(Name, ClientRequestToken, SecretString);
    },
  };
};
