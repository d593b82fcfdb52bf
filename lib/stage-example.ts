import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { StageSettings } from '#lib/stage-settings.ts';

/** Every field of a stage, filled in: where a stage is refused, its message shows the field's value of here. */
export const stageExample: StageSettings = {
  name: 'dev',
  mailFrom: 'erp-dev@example.com',
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
  logRetention: RetentionDays.TWO_WEEKS,
  keepsData: false,
  throttling: { rate: 20, burst: 40 },
  exportsAtOnce: 5,
};
