import { queueClient } from '#aws/clients.ts';
import type { Warn } from '#domain/ports.ts';
import type { World } from '#ops/command.ts';
import type { Deployment } from '#ops/deployment.ts';
import { sqsSetAside } from '#ops/set-aside.ts';
import { clock, ledger, mailQueue, workflow } from '#runtime';

/** The ports of a deployment, on the same adapters as its functions. Credentials and region come from the environment. */
export const worldOf = (deployment: Deployment, warn: Warn): World => ({
  ledger: ledger({ TABLE_NAME: deployment.TableName }),
  workflow: workflow({ STATE_MACHINE_ARN: deployment.StateMachineArn }),
  mailQueue: mailQueue({ MAIL_QUEUE_URL: deployment.MailQueueUrl }),
  setAside: sqsSetAside(queueClient(), deployment.SetAsideUrl),
  clock,
  warn,
});
