import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';

/**
 * How long and how often a service is tried. Without `throwOnRequestTimeout` the SDK only logs a late answer and waits on.
 * Retries are `standard`: `adaptive` also holds back first attempts, which is for one client with many callers, and a
 * container serves one call at a time. Region, credentials and endpoints come from the environment.
 */
export const trying = (attempts: number, answerWithinMs: number) => ({
  maxAttempts: attempts,
  retryMode: 'standard',
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: answerWithinMs,
    socketTimeout: answerWithinMs,
    throwOnRequestTimeout: true,
  },
});

// One client per service and container, made by the first who asks. A bundle holds only the clients whose function it
// imports, so these stay functions without anything done when the module loads.
let dynamo: DynamoDBClient | undefined;
let stepFunctions: SFNClient | undefined;
let secrets: SecretsManagerClient | undefined;
let mail: SESv2Client | undefined;
let queue: SQSClient | undefined;

/** DynamoDB answers within milliseconds; what takes longer is lost, and another attempt meets another host. */
export const dynamoClient = (): DynamoDBClient => (dynamo ??= new DynamoDBClient(trying(4, 2_000)));

/** Starting and telling are idempotent, so they are tried like the ledger. */
export const stepFunctionsClient = (): SFNClient => (stepFunctions ??= new SFNClient(trying(4, 2_000)));

export const secretsClient = (): SecretsManagerClient => (secrets ??= new SecretsManagerClient(trying(4, 2_000)));

/** More patient and less insistent: a mail whose answer got lost is sent again by the next attempt. */
export const mailClient = (): SESv2Client => (mail ??= new SESv2Client(trying(2, 10_000)));

/** Sending a message is idempotent by its deduplication id. Queues are reached by the region's endpoint, not by the host in their URL. */
export const queueClient = (): SQSClient =>
  (queue ??= new SQSClient({ ...trying(4, 2_000), useQueueUrlAsEndpoint: false }));
