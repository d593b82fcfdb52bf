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
      is_default: true,
      serves: [{ field: 'office', values: ['Lisbon', 7] }],
      settings: {},
      approvers: [{ id: 'user-1', name: 'Alex Approver', email: 'alex@example.com' }],
      policy: {
        four_eyes: true,
        approvers: 'list',
        accepts_needed: 1,
        sign_in_above: 5_000_000,
        approval_window: 'P14D',
        reminder_after: ['P2D', 'P7D'],
        escalation: { to: 'controller@example.com', after: 'P10D' },
        calendar: {
          time_zone: 'America/Los_Angeles',
          working_days: ['mon', 'tue', 'wed', 'thu', 'fri'],
          holidays: ['2026-12-25'],
        },
        delegates: [
          {
            approver: 'user-1',
            delegate: { id: 'user-2', name: 'Dana Delegate', email: 'dana@example.com' },
            from: '2026-12-21',
            to: '2026-12-31',
          },
        ],
        digest: { at: '08:00' },
        job_id_pattern: '{project_number}',
      },
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
  events: { bus: 'company-events' },
  procore: { apiUrl: 'https://api.procore.com', loginUrl: 'https://login.procore.com', companies: [1] },
};
