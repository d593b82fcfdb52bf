import * as z from 'zod';
import { from, jsonNeeds, need, UNKNOWN_RESOURCE, type NeedsOf } from '#local/access/needs.ts';
import type { Need } from '#local/access/policy.ts';
import { parseJson } from '#local/json.ts';
import { functionOf } from '#local/services/invoke.ts';
import { arn } from '#local/template/names.ts';

const queue = z.object({ QueueUrl: z.string() });
const onQueue = (action: string) =>
  from(queue, ({ QueueUrl }) => [need(`sqs:${action}`, arn('sqs', QueueUrl.split('/').at(-1) ?? ''))]);

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html */
export const queueNeeds = jsonNeeds('sqs', {
  SendMessage: onQueue('SendMessage'),
  ReceiveMessage: onQueue('ReceiveMessage'),
  DeleteMessage: onQueue('DeleteMessage'),
});

/**
 * Of a secret that is called by its name. Secrets Manager ends every ARN with a hyphen and six characters, and IAM sees them even
 * where there is no such secret yet: docs/security.md.
 */
const secretArn = (id: string): string => (id.startsWith('arn:') ? id : arn('secretsmanager', `secret:${id}-000000`));
const bySecretId = (action: string) =>
  from(z.object({ SecretId: z.string() }), ({ SecretId }) => [need(`secretsmanager:${action}`, secretArn(SecretId))]);

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html */
export const secretNeeds = jsonNeeds('secretsmanager', {
  GetSecretValue: bySecretId('GetSecretValue'),
  PutSecretValue: bySecretId('PutSecretValue'),
  CreateSecret: from(z.object({ Name: z.string() }), ({ Name }) => [
    need('secretsmanager:CreateSecret', secretArn(Name)),
  ]),
});

/** An alias or a version is a qualifier of its state machine: https://docs.aws.amazon.com/step-functions/latest/dg/auth-version-alias.html */
const startNeed = (stateMachineArn: string): Need => {
  const [, machine = stateMachineArn, qualifier] = /^((?:[^:]*:){6}[^:]*)(?::(.*))?$/.exec(stateMachineArn) ?? [];
  const keys = qualifier === undefined ? {} : { 'states:StateMachineQualifier': [qualifier] };
  return need('states:StartExecution', machine, keys);
};

/**
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html. It names no resource for what
 * tells a task, but IAM checks the state machine: https://github.com/aws/aws-cdk/issues/8486
 */
export const workflowNeeds = (stateMachineArn: string): NeedsOf =>
  jsonNeeds('states', {
    StartExecution: from(z.object({ stateMachineArn: z.string() }), (input) => [startNeed(input.stateMachineArn)]),
    SendTaskSuccess: () => [need('states:SendTaskSuccess', stateMachineArn)],
    SendTaskFailure: () => [need('states:SendTaskFailure', stateMachineArn)],
  });

const entries = z.object({ Entries: z.array(z.object({ EventBusName: z.string() })) });

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html. Buses are called by their names. */
export const eventNeeds = jsonNeeds('events', {
  PutEvents: from(entries, ({ Entries }) =>
    Array.from(new Set(Entries.map(({ EventBusName }) => EventBusName)), (name) =>
      need('events:PutEvents', arn('events', `event-bus/${name}`)),
    ),
  ),
});

const mail = z.object({ FromEmailAddress: z.string(), ConfigurationSetName: z.string().optional() });

/**
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html: the identity and the
 * configuration set. Here SES knows each sender as an identity of its own.
 */
export const mailNeeds: NeedsOf = ({ body }) => {
  const sent = mail.safeParse(parseJson(String(body))).data;
  if (sent === undefined) return [need('ses:SendEmail', UNKNOWN_RESOURCE)];
  const { FromEmailAddress: sender, ConfigurationSetName: set } = sent;
  const resources = [`identity/${sender}`, ...(set === undefined ? [] : [`configuration-set/${set}`])];
  return resources.map((resource) => need('ses:SendEmail', arn('ses', resource), { 'ses:FromAddress': [sender] }));
};

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html */
export const invokeNeeds: NeedsOf = (request) => [
  need('lambda:InvokeFunction', functionArn(functionOf(request) ?? UNKNOWN_RESOURCE)),
];

/** Of a function that is called by its name or ARN. */
export const functionArn = (name: string): string =>
  name.startsWith('arn:') ? name : arn('lambda', `function:${name}`);
