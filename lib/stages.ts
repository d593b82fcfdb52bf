import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { checkStage, WrongSettings } from '#lib/stage-check.ts';
import type { Stage, StageSettings } from '#lib/stage-settings.ts';

/** The stages of this service: change them to your own. */
const stages: Readonly<Record<string, StageSettings>> = {
  dev: {
    name: 'dev',
    mailFrom: 'erp-dev@example.com',
    jwt: { issuer: 'https://login.example.com/', audience: ['send-to-erp-dev'] },
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
  },
  prod: {
    name: 'prod',
    mailFrom: 'erp@example.com',
    publicUrl: 'https://erp.example.com',
    jwt: { issuer: 'https://login.example.com/', audience: ['send-to-erp'] },
    signIn: { clientId: 'send-to-erp-approvals' },
    integrations: [
      {
        company_id: 1,
        id: 'accounting',
        name: 'Files for accounting',
        erp: 'import-file',
        approvers: [{ id: 'user-1', name: 'Alex Approver', email: 'alex@example.com' }],
        policy: {
          approval_window: 'P14D',
          reminder_after: ['P2D', 'P7D'],
          escalation: { to: 'controller@example.com', after: 'P10D' },
          calendar: { time_zone: 'America/Los_Angeles', holidays: ['2026-12-25', '2027-01-01'] },
          sign_in_above: 5_000_000,
        },
      },
    ],
    logRetention: RetentionDays.ONE_YEAR,
    keepsData: true,
    throttling: { rate: 100, burst: 200 },
    exportsAtOnce: 5,
  },
};

/** Of all stages that can be deployed. */
export const stageNames: readonly string[] = Object.keys(stages);

/** @throws {WrongSettings} when lib/stages.ts has no such stage, or its settings are wrong. */
export const stageOf = (name: string): Stage => {
  const settings = Object.hasOwn(stages, name) ? stages[name] : undefined;
  if (settings === undefined) {
    throw new WrongSettings(`There is no stage "${name}" in lib/stages.ts. Choose one of: ${stageNames.join(', ')}.`);
  }
  return checkStage(settings);
};
