import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { trying } from '#aws/clients.ts';
import { DEPLOYMENT_FILE, localDeployment } from '#local/deployment.ts';
import { readSettings } from '#local/settings.ts';
import { WrongUsage } from '#ops/command.ts';

/** What commands must know of a deployment: outputs of the stack, by their names. */
const deployment = z.object({
  TableName: z.string(),
  StateMachineArn: z.string(),
  /** Where executions are started. Older releases do not put it out, and who names the parts does not name it: they start at the state machine. */
  WorkflowArn: z.string().optional(),
  MailQueueUrl: z.string(),
  SetAsideUrl: z.string(),
  /** Ids of the stage file's companies. Older releases do not put them out, and who names the parts does not name these. */
  Companies: z.string().optional(),
  /** The same of what commands about integrations need. */
  ErpIds: z.string().optional(),
  LookUpPrefix: z.string().optional(),
  SecretPrefix: z.string().optional(),
  /** The same of what commands about keys need. */
  LinkKeysSecret: z.string().optional(),
});
export type Deployment = z.infer<typeof deployment>;

/** How a deployment is named on the command line. */
export const deploymentOptions = {
  stage: { type: 'string' },
  local: { type: 'boolean' },
  table: { type: 'string' },
  'state-machine': { type: 'string' },
  queue: { type: 'string' },
  'set-aside': { type: 'string' },
} as const;

type Values = Readonly<Record<string, string | boolean | undefined>>;

/** There is no such deployment, or it cannot be found; the message says what to do. */
export class NoDeployment extends Error {
  override readonly name = 'NoDeployment';
}

/** Asked once, by a person who waits: a few seconds more are no matter, a minute of silence is. */
const ofStack = async (stage: string): Promise<unknown> => {
  const StackName = `send-to-erp-${stage}`;
  const { Stacks = [] } = await new CloudFormationClient(trying(3, 5_000)).send(
    new DescribeStacksCommand({ StackName }),
  );
  return Object.fromEntries(
    (Stacks[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue }) => [OutputKey, OutputValue]),
  );
};

/**
 * Outputs of what `npm start` runs. Also turns the SDK to the machine's own services, which its clients find by the environment.
 * @throws {NoDeployment}
 */
export const ofThisMachine = async (variables: NodeJS.ProcessEnv): Promise<Readonly<Record<string, string>>> => {
  const { dataDir } = readSettings(variables);
  const text = await readFile(join(dataDir, DEPLOYMENT_FILE), 'utf8').catch((cause: unknown) => {
    throw new NoDeployment(`Nothing runs on ${dataDir}: start it with npm start, or set DATA_DIR.`, { cause });
  });
  const { environment, outputs } = localDeployment.parse(JSON.parse(text));
  Object.assign(process.env, environment);
  return outputs;
};

/**
 * Finds the deployment that the options name: the stack of a stage, what `npm start` runs, or each part by itself.
 * @throws {WrongUsage} unless they name exactly one. @throws {NoDeployment} when it is not there.
 */
export const findDeployment = async (values: Values, variables: NodeJS.ProcessEnv): Promise<Deployment> => {
  const { stage, local, table, queue } = values;
  const parts = [table, values['state-machine'], queue, values['set-aside']];
  const isNamed = [stage !== undefined, local === true, parts.some((part) => part !== undefined)];
  if (isNamed.filter(Boolean).length !== 1) {
    throw new WrongUsage('Name one deployment: --stage dev, or --local, or its four parts.');
  }
  const [TableName, StateMachineArn, MailQueueUrl, SetAsideUrl] = parts;
  if (isNamed[2] === true && parts.includes(undefined)) {
    throw new WrongUsage('All four parts are needed: --table, --state-machine, --queue and --set-aside.');
  }
  const found = await (typeof stage === 'string'
    ? ofStack(stage)
    : local === true
      ? ofThisMachine(variables)
      : { TableName, StateMachineArn, MailQueueUrl, SetAsideUrl });
  const parsed = deployment.safeParse(found);
  if (parsed.success) return parsed.data;
  const missing = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new NoDeployment(`The stack puts out no ${missing}: deploy this release first, or name the parts yourself.`);
};
