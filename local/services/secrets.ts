import { randomInt } from 'node:crypto';
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

const getSecretValue = z.object({ SecretId: z.string() });

/** GetSecretValue of Secrets Manager, over secrets by name or ARN. */
export const secretsOperations = (secrets: ReadonlyMap<string, string>): Operations => ({
  GetSecretValue: (input) => {
    const { SecretId } = getSecretValue.parse(input);
    const SecretString = secrets.get(SecretId);
    if (SecretString !== undefined)
      return { ARN: SecretId, Name: SecretId, SecretString, VersionStages: ['AWSCURRENT'] };
    throw new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  },
});
