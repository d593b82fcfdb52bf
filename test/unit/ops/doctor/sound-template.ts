import * as z from 'zod';
import { RELEASE } from '#lib/release.ts';
import { checkStage } from '#lib/stage-check.ts';
import { synthesise } from '#lib/synthesise.ts';
import type { StackResource } from '#ops/doctor/stack.ts';
import { readTemplate, referredTo } from '#ops/doctor/template.ts';
import { anIntegration } from '#test/support/records.ts';

export const ISSUER = 'https://login.example.com/';
export const PUBLIC_URL = 'https://erp.example.com';
export const API_URL = 'https://a1b2c3.execute-api.eu-west-1.amazonaws.com';

/** A company with an ERP that is called beside its files. */
export const integrations = [
  anIntegration({ id: 'files', erp: 'import-file' }),
  anIntegration({
    id: 'books',
    erp: 'tryton',
    is_default: false,
    serves: [{ field: 'office', values: ['Lisbon'] }],
    settings: { url: 'https://tryton.example.com/erp/' },
  }),
];

/** As `cdk synth` makes it of a stage that keeps its data. */
export const template = readTemplate(
  synthesise(
    checkStage({
      name: 'prod',
      mailFrom: 'erp@example.com',
      publicUrl: PUBLIC_URL,
      jwt: { issuer: ISSUER, audience: ['send-to-erp'] },
      signIn: { clientId: 'send-to-erp-approvals' },
      integrations,
      logRetention: 365,
      keepsData: true,
      throttling: { rate: 100, burst: 200 },
      exportsAtOnce: 5,
    }),
  ),
);

/** Logical ids of a type. */
export const idsOf = (type: string): string[] =>
  Object.entries(template.Resources).flatMap(([id, { Type }]) => (Type === type ? [id] : []));

export const ARN = 'arn:aws:service:eu-west-1:111122223333:thing:';

const idFor = (logicalId: string, type: string): string => {
  if (type === 'AWS::SQS::Queue') return `https://sqs.eu-west-1.amazonaws.com/111122223333/${logicalId}.fifo`;
  if (type === 'AWS::SecretsManager::Secret' || type === 'AWS::StepFunctions::StateMachine')
    return `${ARN}${logicalId}`;
  return `send-to-erp-prod-${logicalId}`;
};

/** What CloudFormation calls a resource. */
export const idOf = (logicalId: string): string => idFor(logicalId, template.Resources[logicalId]!.Type);

export const propertiesOf = (id: string) =>
  Object.entries(template.Resources).find(([logicalId]) => idOf(logicalId) === id)?.[1].Properties ?? {};

export const resources = new Map<string, StackResource>(
  Object.keys(template.Resources).map((logicalId) => [
    logicalId,
    { logicalId, id: idOf(logicalId), status: 'CREATE_COMPLETE' },
  ]),
);

export const queueUrl = (logicalId: string): string =>
  idOf(idsOf('AWS::SQS::Queue').find((id) => id.startsWith(logicalId))!);
export const functionNamed = (start: string): string =>
  idOf(idsOf('AWS::Lambda::Function').find((id) => id.startsWith(start))!);

const scheduleForm = z.object({ Target: z.object({ Arn: z.unknown() }) });

/** The function that a schedule calls. */
export const calledBy = (schedule: string): string =>
  idOf(referredTo(scheduleForm.parse(propertiesOf(schedule)).Target.Arn) ?? '');

export const outputs = {
  Release: RELEASE,
  ApiUrl: API_URL,
  TableName: idOf(idsOf('AWS::DynamoDB::Table')[0]!),
  StateMachineArn: idOf(idsOf('AWS::StepFunctions::StateMachine')[0]!),
  WorkflowArn: `${idOf(idsOf('AWS::StepFunctions::StateMachine')[0]!)}:live`,
  MailQueueUrl: queueUrl('MailsQueue'),
  SetAsideUrl: queueUrl('MailsSetAside'),
  ExportBucketName: idOf(idsOf('AWS::S3::Bucket')[0]!),
  Companies: '1',
  ErpIds: 'import-file,tryton',
  LookUpPrefix: 'send-to-erp-prod-look-up-',
  SecretPrefix: 'send-to-erp/prod',
  LinkKeysSecret: idOf(idsOf('AWS::SecretsManager::Secret')[0]!),
};

/** The ARN of the secret of the link keys. */
export const LINK_KEYS = idOf(idsOf('AWS::SecretsManager::Secret')[0]!);

/** The name of the secret of the one ERP that is called. */
export const CREDENTIALS = 'send-to-erp/prod/1/books/tryton';

export const discovery = {
  issuer: ISSUER,
  jwks_uri: 'https://login.example.com/keys',
  authorization_endpoint: 'https://login.example.com/authorize',
  token_endpoint: 'https://login.example.com/token',
};

/** As API Gateway lists them. */
export const routes = idsOf('AWS::ApiGatewayV2::Route').map((id) => {
  const { RouteKey, AuthorizationType } = template.Resources[id]!.Properties;
  return { RouteKey: String(RouteKey), AuthorizationType: AuthorizationType === 'JWT' ? 'JWT' : 'NONE' } as const;
});
