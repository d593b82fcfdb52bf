import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { paginateListExecutions, SFNClient } from '@aws-sdk/client-sfn';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { approversOf, AUDIENCE } from '#local/people.ts';
import { issuerOf, type StageSettings } from '#local/stage.ts';
import { Walk } from '#local/walk/walk.ts';
import { Cdk, type Outputs } from './cdk.ts';
import { Emulator } from './emulator.ts';
import { DomainFront } from './front.ts';

/** The name of the stage. */
export const NAME = 'emulated';
/** The sender of all mails. */
export const SENDER = 'erp@example.com';
const OPS = join(import.meta.dirname, '../../bin/ops.ts');

/** As in production: data is kept, and exports are limited. */
const settingsAt = (url: string): StageSettings => ({
  name: NAME,
  mailFrom: SENDER,
  publicUrl: url,
  jwt: { issuer: issuerOf(url), audience: [AUDIENCE] },
  integrations: [{ company_id: 1, id: 'accounting', name: 'Files', erp: 'import-file', approvers: approversOf(1) }],
  logRetention: 14,
  keepsData: true,
  throttling: { rate: 100, burst: 200 },
  exportsAtOnce: 2,
});

/** What is started for a stage, and ends with it. */
class Surroundings {
  readonly folder: string;
  readonly emulator: Emulator;
  readonly front: DomainFront;

  private constructor(folder: string, emulator: Emulator, front: DomainFront) {
    this.folder = folder;
    this.emulator = emulator;
    this.front = front;
  }

  static async open(bin: string): Promise<Surroundings> {
    const folder = await mkdtemp(join(tmpdir(), 'send-to-erp-deploy-'));
    return new Surroundings(folder, await Emulator.start(bin, folder), await DomainFront.open(folder));
  }

  async close(): Promise<void> {
    await this.front.close();
    await this.emulator.stop();
    // The emulator's Lambdas end as soon as they see that it has ended.
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** The service, deployed with CDK's own command line, and reached by its users as they reach it. */
export class DeployedStage {
  readonly #surroundings: Surroundings;
  readonly #cdk: Cdk;
  #settings: StageSettings;
  #outputs: Outputs;

  private constructor(surroundings: Surroundings, cdk: Cdk, settings: StageSettings, outputs: Outputs) {
    this.#surroundings = surroundings;
    this.#cdk = cdk;
    this.#settings = settings;
    this.#outputs = outputs;
  }

  /**
   * Starts an emulator with the program in `bin`, and does what operators do for a first deployment: bootstraps the account,
   * deploys, verifies the sender.
   */
  static async deploy(bin: string): Promise<DeployedStage> {
    const surroundings = await Surroundings.open(bin);
    try {
      return await DeployedStage.#deployIn(surroundings);
    } catch (error) {
      await surroundings.close();
      throw error;
    }
  }

  static async #deployIn(surroundings: Surroundings): Promise<DeployedStage> {
    const { folder, emulator, front } = surroundings;
    const cdk = new Cdk(emulator, folder);
    const settings = settingsAt(front.url);
    await cdk.bootstrap(settings);
    const outputs = await cdk.deploy(settings);
    front.leadTo(emulator, outputs);
    await new SESv2Client(emulator.client).send(new CreateEmailIdentityCommand({ EmailIdentity: SENDER }));
    return new DeployedStage(surroundings, cdk, settings, outputs);
  }

  /** Where people and programs reach it. */
  get url(): string {
    return this.#surroundings.front.url;
  }

  get walk(): Walk {
    return new Walk(this.url);
  }

  /** What clients of the AWS SDK that reach its account are made with. They may do everything. */
  get client() {
    return this.#surroundings.emulator.client;
  }

  /** What it was deployed with last. */
  get settings(): StageSettings {
    return this.#settings;
  }

  get outputs(): Outputs {
    return this.#outputs;
  }

  /** Deploys it once more, with some settings changed or added. */
  async redeploy(changes: (settings: StageSettings) => StageSettings): Promise<void> {
    this.#settings = changes(this.#settings);
    this.#outputs = await this.#cdk.deploy(this.#settings);
  }

  /** Puts the credentials of an integration of company 1 where its export looks for them. */
  async putCredentials(integration: string, erp: string, credentials: object): Promise<void> {
    const Name = `${this.#outputs.SecretPrefix}/1/${integration}/${erp}`;
    const secrets = new SecretsManagerClient(this.client);
    await secrets.send(new CreateSecretCommand({ Name, SecretString: JSON.stringify(credentials) }));
  }

  /** Every resource of the stack: what it is called in AWS, by its id in the template. */
  async resources(): Promise<ReadonlyMap<string, string>> {
    const client = new CloudFormationClient(this.client);
    const found = new Map<string, string>();
    for await (const { StackResourceSummaries = [] } of paginateListStackResources(
      { client },
      { StackName: `send-to-erp-${NAME}` },
    )) {
      for (const { LogicalResourceId = '', PhysicalResourceId = '' } of StackResourceSummaries) {
        found.set(LogicalResourceId, PhysicalResourceId);
      }
    }
    return found;
  }

  /** How the executions for a request stand, by their names. */
  async executionsFor(requestId: string): Promise<Record<string, string>> {
    const client = new SFNClient(this.client);
    const found: Record<string, string> = {};
    const pages = paginateListExecutions({ client }, { stateMachineArn: this.#outputs.StateMachineArn });
    for await (const { executions = [] } of pages) {
      for (const { name = '', status = '' } of executions) if (name.startsWith(`1-${requestId}-`)) found[name] = status;
    }
    return found;
  }

  /** True once the schedule has called the sweeper. */
  get hasSwept(): boolean {
    return /Lambda \S*SweeperSweep\S*: dispatched/.test(this.#surroundings.emulator.output);
  }

  /** What `npm run ops` ends with and prints. `line` is the command, without the stage. */
  async ops(line: string) {
    const { environment: env } = this.#surroundings.emulator;
    const child = spawn(process.execPath, [OPS, ...line.split(' '), '--stage', NAME], { env });
    child.stdin.end();
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { status: child.exitCode, stdout, stderr };
  }

  stop(): Promise<void> {
    return this.#surroundings.close();
  }
}
