import { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { trying } from '#aws/clients.ts';

/** Where AWS is and who asks. Both come from the environment unless given. */
export interface Access {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A person waits, and a region in trouble is what doctor is asked about: five seconds an answer, three attempts. */
const patience = trying(3, 5_000);

/** A client of each service that is asked. */
export const awsClients = (access: Access = {}) => {
  const how = { ...patience, ...access };
  return {
    alarms: new CloudWatchClient(how),
    api: new ApiGatewayV2Client(how),
    files: new S3Client({ ...how, forcePathStyle: access.endpoint !== undefined }),
    functions: new LambdaClient(how),
    logs: new CloudWatchLogsClient(how),
    mail: new SESv2Client(how),
    queues: new SQSClient({ ...how, useQueueUrlAsEndpoint: false }),
    schedules: new SchedulerClient(how),
    secrets: new SecretsManagerClient(how),
    stacks: new CloudFormationClient(how),
    table: new DynamoDBClient(how),
    workflows: new SFNClient(how),
  };
};
export type AwsClients = ReturnType<typeof awsClients>;
