import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { StageSettings } from '#lib/stage-settings.ts';

/** Every field of a stage, filled in: where a stage is refused, its message shows the field's value of here. */
export const stageExample: StageSettings = {
  name: 'dev',
  mailFrom: 'erp-dev@example.com',
  mailIdentity: { kind: 'created', bounceDomain: 'bounces.example.com' },
  domain: {
    name: 'erp.example.com',
    certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012',
  },
  hostedZone: { id: 'Z0123456789ABCDEFGHIJ', name: 'example.com' },
  firewall: {
    webAclArn: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/send-to-erp/12345678-1234-1234-1234-123456789012',
    certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012',
  },
  publicUrl: 'https://erp.example.com',
  jwt: { issuer: 'https://login.example.com/', audience: ['send-to-erp-dev'] },
  signIn: { clientId: 'send-to-erp-approvals' },
  integrations: [
    {
      company_id: 1,
      id: 'accounting',
      name: 'Files for accounting',
      erp: 'import-file',
      approvers: [{ id: 'user-1', name: 'Alex Approver', email: 'alex@example.com' }],
    },
  ],
  vpc: { kind: 'existing', subnetIds: ['subnet-0123456789abcdef0'], securityGroupIds: ['sg-0123456789abcdef0'] },
  alarmEmail: 'erp-alarms@example.com',
  logRetention: RetentionDays.TWO_WEEKS,
  exportFileDays: 365,
  keepsData: false,
  throttling: { rate: 20, burst: 40 },
  exportsAtOnce: 5,
  tags: { 'cost-center': 'accounting' },
};
