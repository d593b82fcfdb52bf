import { dynamoArchive } from '#aws/archive.ts';
import { dynamoClient, queueClient, secretsClient } from '#aws/clients.ts';
import { dynamoLedger } from '#aws/ledger.ts';
import type { Warn } from '#domain/ports.ts';
import type { ErpAccess, World } from '#ops/command.ts';
import type { Deployment } from '#ops/deployment.ts';
import { secretCredentials } from '#ops/integration/credential-store.ts';
import { secretKeyStore } from '#ops/keys/key-store.ts';
import { dynamoRequestIndex } from '#ops/request-index.ts';
import { sqsSetAside } from '#ops/set-aside.ts';
import { clock, erpQuestions, integrations, mailQueue, workflow } from '#runtime';

const erpAccessOf = ({ ErpIds: ids, LookUpPrefix: lookUp, SecretPrefix: secrets }: Deployment): ErpAccess | null => {
  if (ids === undefined || lookUp === undefined || secrets === undefined) return null;
  return {
    erps: ids.split(','),
    credentials: secretCredentials(secretsClient(), secrets),
    checkConnection: erpQuestions({ LOOK_UP_PREFIX: lookUp }).checkConnection,
  };
};

/** The ports of a deployment, on the same adapters as its functions. Credentials and region come from the environment. */
export const worldOf = (deployment: Deployment, warn: Warn, progress: World['progress']): World => ({
  companies: deployment.Companies?.split(',').map(Number) ?? [],
  // What commands print is for people and programs: no line of a log stands in it.
  ledger: dynamoLedger({ client: dynamoClient(), name: deployment.TableName }),
  archive: dynamoArchive({ client: dynamoClient(), name: deployment.TableName }),
  integrations: integrations({ TABLE_NAME: deployment.TableName }),
  requestIndex: dynamoRequestIndex({ client: dynamoClient(), name: deployment.TableName }),
  keyStore: deployment.LinkKeysSecret === undefined ? null : secretKeyStore(secretsClient(), deployment.LinkKeysSecret),
  erpAccess: erpAccessOf(deployment),
  workflow: workflow({ STATE_MACHINE_ARN: deployment.WorkflowArn ?? deployment.StateMachineArn }),
  mailQueue: mailQueue({ MAIL_QUEUE_URL: deployment.MailQueueUrl }),
  setAside: sqsSetAside(queueClient(), deployment.SetAsideUrl),
  clock,
  warn,
  progress,
});
