import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { dynamoIntegrations } from '#aws/integrations.ts';
import { dynamoLedger } from '#aws/ledger.ts';
import type { Integration } from '#domain/integration.ts';
import { VersionConflict } from '#domain/ports.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import type { LocalDeployment } from '#local/deployment.ts';

/** Whoever may do everything on this machine: what people, time and AWS itself do to a deployment. */
export class Operator {
  readonly #outputs: LocalDeployment['outputs'];
  readonly #secrets: SecretsManagerClient;
  readonly #queues: SQSClient;
  readonly #functions: LambdaClient;
  readonly #dynamo: DynamoDBClient;

  constructor({ outputs, environment }: LocalDeployment) {
    const at = (service: string) => ({
      endpoint: environment[`AWS_ENDPOINT_URL_${service}`]!,
      region: environment['AWS_REGION']!,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    this.#outputs = outputs;
    this.#secrets = new SecretsManagerClient(at('SECRETS_MANAGER'));
    this.#queues = new SQSClient({ ...at('SQS'), useQueueUrlAsEndpoint: false });
    this.#functions = new LambdaClient(at('LAMBDA'));
    this.#dynamo = new DynamoDBClient(at('DYNAMODB'));
  }

  get #table(): string {
    return this.#outputs['TableName']!;
  }

  /** An integration; `digestAt`: when its next list of what waits is due. */
  putIntegration(given: Integration, digestAt: Date | null): Promise<void> {
    const clock = () => new Date();
    return dynamoIntegrations(this.#dynamo, this.#table, clock).put(given, digestAt, 'operators');
  }

  async putCredentials(name: string, credentials: object): Promise<void> {
    const secret = { Name: `${this.#outputs['SecretPrefix']}/${name}`, SecretString: JSON.stringify(credentials) };
    await this.#secrets.send(new CreateSecretCommand(secret));
  }

  /** A message that nobody can read, in the queue of the mails. */
  async poisonQueue(): Promise<void> {
    const QueueUrl = this.#outputs['MailQueueUrl'];
    const id = { MessageGroupId: 'poison', MessageDeduplicationId: 'poison' };
    await this.#queues.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"about"', ...id }));
  }

  /** Calls a function, as Lambda does once more whose answer got lost. */
  async call(FunctionName: string, event: object): Promise<void> {
    await this.#functions.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }));
  }

  /** A project's record becomes what time or a crash would have made of it. */
  async change(projectId: number, change: (record: ProjectRecord) => Partial<ProjectRecord>): Promise<void> {
    const ledger = dynamoLedger({ client: this.#dynamo, name: this.#table });
    const record = await ledger.read({ companyId: 1, projectId });
    if (record === null) throw new Error(`Project ${projectId} was never sent.`);
    try {
      await ledger.write(record, { ...record, ...change(record), version: record.version + 1 });
    } catch (error) {
      if (!(error instanceof VersionConflict)) throw error;
      await this.change(projectId, change);
    }
  }
}
