import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { parseJson } from '#aws/secrets.ts';
import { keyRing } from '#domain/links.ts';
import type { Check } from '#ops/doctor/check.ts';
import { fault, orNull, type Finding } from '#ops/doctor/finding.ts';
import { isAboutToGo } from '#ops/doctor/secret.ts';
import type { DeployedStack } from '#ops/doctor/subject.ts';
import { referredTo, variableIn } from '#ops/doctor/template.ts';

const EFFECT = 'no mail can be sent, and no link can be opened';

const RESTORE =
  'Put back the version before: aws secretsmanager update-secret-version-stage, moving AWSCURRENT to AWSPREVIOUS.';

const ofRing = (text: string): Finding[] => {
  const parsed = keyRing.safeParse(parseJson(text));
  if (parsed.success) return [];
  // Paths hold names of keys; what a message says of a value could quote it.
  const where = [...new Set(parsed.error.issues.map(({ path }) => path.join('.')).filter(Boolean))].join(', ');
  const why =
    where === ''
      ? 'it is not JSON, or its current key is missing'
      : `${where} is missing, or shorter than 32 characters`;
  const what = `The secret of the link keys is not of the form {"current": "k1", "k1": "..."} (${why}): ${EFFECT}.`;
  return [fault(what, RESTORE)];
};

/** Whether links can be signed and verified. */
export const linkKeysCheck: Check<DeployedStack> = {
  name: 'link-keys',
  permissions: ['secretsmanager:GetSecretValue'],
  run: async (deployed) => {
    const id = deployed.idOf(referredTo(variableIn(deployed.wanted, 'LINK_KEYS_SECRET')));
    try {
      const kept = await orNull(deployed.aws.secrets.send(new GetSecretValueCommand({ SecretId: id })));
      if (kept !== null) return ofRing(kept.SecretString ?? '');
    } catch (error) {
      if (!isAboutToGo(error)) throw error;
      const what = `The secret of the link keys is scheduled for deletion: ${EFFECT}.`;
      return [fault(what, `aws secretsmanager restore-secret --secret-id ${id}`)];
    }
    const todo =
      'Create it under the same name from a backup, if there is one. Otherwise delete it from the template, deploy, put it back and deploy: every link mailed so far is dead then, and npm run ops -- reissue-links mails new ones.';
    return [fault(`The secret of the link keys is gone: ${EFFECT}.`, todo)];
  },
};
