import * as z from 'zod';
import type { Json } from '#local/json.ts';
import type { Resource } from '#local/template/template.ts';

const deployment = z.object({ StateMachineVersionArn: z.json() });

/** The account and region of this machine. */
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

/** ARN of something here. */
export const arn = (service: string, resource: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

/** Where to reach on this machine what a template has a URL for. */
export interface Addresses {
  /** The HTTP API. */
  readonly api: string;
  /** SQS. */
  readonly queues: string;
}

/** What a template can ask about a resource. */
export interface Identity {
  /** Value of `Ref`. */
  readonly ref: string;
  /** Values of `Fn::GetAtt`. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** `resolve` puts values in the place of references: to what a resource is named after. */
type Name = (logicalId: string, properties: Resource['Properties'], resolve: (value: Json) => Json) => Identity;

const named = (property: string, fallback: string, properties: Resource['Properties']): string => {
  const name = properties[property] ?? fallback;
  if (typeof name === 'string') return name;
  throw new Error(`${property} must be plain text to be known here: ${JSON.stringify(name)}`);
};

/** Functions without a name are called what their handler file is called. */
const lambdaFunction: Name = (logicalId, properties) => {
  const name = named('FunctionName', named('Handler', logicalId, properties).replace(/\.[^.]*$/, ''), properties);
  return { ref: name, attributes: { Arn: arn('lambda', `function:${name}`) } };
};

const table: Name = (logicalId, properties) => {
  const name = named('TableName', logicalId, properties);
  return { ref: name, attributes: { Arn: arn('dynamodb', `table/${name}`) } };
};

const bucket: Name = (logicalId, properties) => {
  const name = named('BucketName', logicalId.toLowerCase(), properties);
  return { ref: name, attributes: { Arn: `arn:aws:s3:::${name}` } };
};

const secret: Name = (logicalId, properties) => ({
  ref: arn('secretsmanager', `secret:${named('Name', logicalId, properties)}-000000`),
  attributes: {},
});

const stateMachine: Name = (logicalId, properties) => {
  const self = arn('states', `stateMachine:${named('StateMachineName', logicalId, properties)}`);
  return { ref: self, attributes: { Arn: self } };
};

const followed = (value: Json | undefined, resolve: (value: Json) => Json): string => {
  const found = resolve(value ?? null);
  if (typeof found === 'string') return found;
  throw new Error(`A state machine's version or alias leads nowhere: ${JSON.stringify(value)}`);
};

/** There has only ever been one version here. */
const stateMachineVersion: Name = (_, { StateMachineArn: of }, resolve) => ({
  ref: `${followed(of, resolve)}:1`,
  attributes: {},
});

const stateMachineAlias: Name = (logicalId, properties, resolve) => {
  const { StateMachineVersionArn: version } = deployment.parse(properties['DeploymentPreference']);
  const of = followed(version, resolve).replace(/:\d+$/, '');
  return { ref: `${of}:${named('Name', logicalId, properties)}`, attributes: {} };
};

const eventBus: Name = (logicalId, properties) => {
  const name = named('Name', logicalId, properties);
  return { ref: name, attributes: { Arn: arn('events', `event-bus/${name}`), Name: name } };
};

/** `Ref` is the queue's URL, which holds a port here. */
const queue =
  (queues: string): Name =>
  (logicalId, properties) => {
    const fallback = properties['FifoQueue'] === true ? `${logicalId}.fifo` : logicalId;
    const name = named('QueueName', fallback, properties);
    return { ref: `${queues}/${ACCOUNT}/${name}`, attributes: { Arn: arn('sqs', name), QueueName: name } };
  };

const role: Name = (logicalId) => ({
  ref: logicalId,
  attributes: { Arn: `arn:aws:iam::${ACCOUNT}:role/${logicalId}` },
});

/** Nothing is kept in them here, but roles may write to them. */
const logGroup: Name = (logicalId, properties) => {
  const name = named('LogGroupName', logicalId, properties);
  return { ref: name, attributes: { Arn: arn('logs', `log-group:${name}:*`) } };
};

const configurationSet: Name = (logicalId, properties) => ({
  ref: named('Name', logicalId, properties),
  attributes: {},
});

const byLogicalId: Name = (logicalId) => ({ ref: logicalId, attributes: {} });

/** The resources that run here, and those that roles have rights to. All others only exist in AWS: alarms, metrics. */
export const naming = ({ api, queues }: Addresses): Readonly<Record<string, Name>> => ({
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::DynamoDB::Table': table,
  'AWS::S3::Bucket': bucket,
  'AWS::SecretsManager::Secret': secret,
  'AWS::StepFunctions::StateMachine': stateMachine,
  'AWS::StepFunctions::StateMachineVersion': stateMachineVersion,
  'AWS::StepFunctions::StateMachineAlias': stateMachineAlias,
  'AWS::SQS::Queue': queue(queues),
  'AWS::Events::EventBus': eventBus,
  'AWS::IAM::Role': role,
  'AWS::Logs::LogGroup': logGroup,
  'AWS::SES::ConfigurationSet': configurationSet,
  'AWS::ApiGatewayV2::Api': (logicalId) => ({ ref: logicalId, attributes: { ApiEndpoint: api } }),
  'AWS::ApiGatewayV2::Integration': byLogicalId,
  'AWS::ApiGatewayV2::Authorizer': byLogicalId,
});
