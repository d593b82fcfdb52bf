import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { GetEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { GetAccountCommand, GetEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { anError } from '../sound-stack.ts';
import { functionNamed, LINK_KEYS, queueUrl } from '../sound-template.ts';
import type { Broken } from './broken.ts';

const GONE = anError('ResourceNotFoundException');
const soundAccount = {
  SendingEnabled: true,
  ProductionAccessEnabled: true,
  EnforcementStatus: 'HEALTHY',
  SendQuota: { Max24HourSend: 50_000, SentLast24Hours: 100 },
};

/** What can be the matter with the way of mails. */
export const brokenMail: readonly Broken[] = [
  ['link-keys', 'they are gone', (sound) => sound.secrets.delete(LINK_KEYS), 'is gone: no mail can be sent', 'backup'],
  [
    'link-keys',
    'they are not JSON',
    (sound) => sound.secrets.set(LINK_KEYS, 'k1'),
    'not JSON',
    'update-secret-version-stage',
  ],
  [
    'link-keys',
    'the current key is missing',
    (sound) => sound.secrets.set(LINK_KEYS, JSON.stringify({ current: 'k2', k1: 'a'.repeat(40) })),
    'current key is missing',
    'version before',
  ],
  [
    'link-keys',
    'a key is short',
    (sound) => sound.secrets.set(LINK_KEYS, JSON.stringify({ current: 'k1', k1: 'short' })),
    'k1 is missing, or shorter than 32',
    'version before',
  ],
  [
    'link-keys',
    'they are about to be deleted',
    (sound) =>
      sound.mocks.secrets
        .on(GetSecretValueCommand)
        .rejects(
          anError(
            'InvalidRequestException',
            'You can’t perform this operation on the secret because it was marked for deletion.',
          ),
        ),
    'scheduled for deletion',
    'restore-secret',
  ],
  [
    'sender',
    'SES does not know it',
    (sound) => sound.mocks.mail.on(GetEmailIdentityCommand).rejects(anError('NotFoundException')),
    'knows neither the sender',
    'create-email-identity --email-identity example.com',
  ],
  [
    'sender',
    'it is not verified',
    (sound) =>
      sound.mocks.mail
        .on(GetEmailIdentityCommand)
        .resolves({ VerifiedForSendingStatus: false, DkimAttributes: { Status: 'SUCCESS', SigningEnabled: true } }),
    'not verified',
    'DKIM records',
  ],
  [
    'sender',
    'its mails are not signed',
    (sound) =>
      sound.mocks.mail
        .on(GetEmailIdentityCommand)
        .resolves({ VerifiedForSendingStatus: true, DkimAttributes: { Status: 'FAILED' } }),
    'not signed by DKIM (FAILED)',
    'DKIM records',
  ],
  [
    'sender',
    'its keys are not used',
    (sound) =>
      sound.mocks.mail
        .on(GetEmailIdentityCommand)
        .resolves({ VerifiedForSendingStatus: true, DkimAttributes: { Status: 'SUCCESS', SigningEnabled: false } }),
    'does not sign',
    '--signing-enabled',
  ],
  [
    'sender',
    'the account is in the sandbox',
    (sound) => sound.mocks.mail.on(GetAccountCommand).resolves({ ...soundAccount, ProductionAccessEnabled: false }),
    'sandbox',
    'production access',
  ],
  [
    'sender',
    'the account may not send',
    (sound) => sound.mocks.mail.on(GetAccountCommand).resolves({ ...soundAccount, SendingEnabled: false }),
    'does not send for this account',
    'put-account-sending-attributes',
  ],
  [
    'sender',
    'the account is on probation',
    (sound) => sound.mocks.mail.on(GetAccountCommand).resolves({ ...soundAccount, EnforcementStatus: 'PROBATION' }),
    'under PROBATION',
    'Support Center',
  ],
  [
    'sender',
    'the quota is nearly used up',
    (sound) =>
      sound.mocks.mail
        .on(GetAccountCommand)
        .resolves({ ...soundAccount, SendQuota: { Max24HourSend: 200, SentLast24Hours: 160 } }),
    '160 of the 200 mails',
    'quota',
  ],
  [
    'mail-source',
    'it is disabled',
    (sound) =>
      sound.mocks.functions.on(GetEventSourceMappingCommand).resolves({
        State: 'Disabled',
        FunctionArn: functionNamed('MailsSendMails'),
        StateTransitionReason: 'User action',
      }),
    'is Disabled (User action): mails stay',
    'update-event-source-mapping --enabled',
  ],
  [
    'mail-source',
    'it is gone',
    (sound) => sound.mocks.functions.on(GetEventSourceMappingCommand).rejects(GONE),
    'is gone: mails stay',
    'create-event-source-mapping',
  ],
  [
    'mail-source',
    'it calls something else',
    (sound) =>
      sound.mocks.functions
        .on(GetEventSourceMappingCommand)
        .resolves({ State: 'Enabled', FunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:old' }),
    'taken from by',
    '--function-name',
  ],
  [
    'mail-queue',
    'its oldest message is old',
    (sound) => {
      sound.mocks.queues
        .on(GetQueueAttributesCommand, {
          QueueUrl: queueUrl('MailsQueue'),
          AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
        })
        .resolves({ Attributes: { ApproximateNumberOfMessages: '3' } });
      sound.mocks.alarms.on(GetMetricDataCommand).resolves({ MetricDataResults: [{ Values: [1_800, 60] }] });
    },
    'has waited for 30 minutes',
    'sender',
  ],
  [
    'mail-queue',
    'nothing is set aside any more',
    (sound) =>
      sound.mocks.queues
        .on(GetQueueAttributesCommand, {
          QueueUrl: queueUrl('MailsQueue'),
          AttributeNames: ['RedrivePolicy', 'VisibilityTimeout', 'MessageRetentionPeriod'],
        })
        .resolves({ Attributes: { VisibilityTimeout: '360', MessageRetentionPeriod: '60' } }),
    'sets aside after no receives, keeps messages for 60 seconds',
    'set-queue-attributes',
  ],
  [
    'mail-queue',
    'a queue is gone',
    (sound) => sound.mocks.queues.on(GetQueueAttributesCommand).rejects(anError('QueueDoesNotExist')),
    'is gone',
    'deploy',
  ],
  [
    'set-aside',
    'a message is there',
    (sound) =>
      sound.mocks.queues
        .on(GetQueueAttributesCommand)
        .resolves({ Attributes: { ApproximateNumberOfMessages: '1', ApproximateNumberOfMessagesNotVisible: '0' } }),
    'A message is set aside',
    'redrive',
  ],
  [
    'set-aside',
    'somebody looks at two messages',
    (sound) =>
      sound.mocks.queues
        .on(GetQueueAttributesCommand)
        .resolves({ Attributes: { ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '2' } }),
    '2 messages are set aside',
    'redrive',
  ],
];
