import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { checkStage, WrongSettings } from '#lib/stage-check.ts';
import type { Stage, StageSettings } from '#lib/stage-settings.ts';

/** Who sends, who is asked, and by which rules. Of one company here; a stage may have many. */
const accounting = {
  company_id: 1,
  id: 'accounting',
  name: 'Files for accounting',
  erp: 'import-file',
  approvers: [{ id: 'user-1', name: 'Alex Approver', email: 'alex@example.com' }],
};

const patient = {
  approval_window: 'P14D',
  reminder_after: ['P2D', 'P7D'],
  escalation: { to: 'controller@example.com', after: 'P10D' },
  calendar: { time_zone: 'America/Los_Angeles', holidays: ['2026-12-25', '2027-01-01'] },
  sign_in_above: 5_000_000,
};

const hostedZone = { id: 'Z0123456789ABCDEFGHIJ', name: 'example.com' };

/** The stages of this service: change them to your own. docs/deploy.md explains every field. */
const stages: Readonly<Record<string, StageSettings>> = {
  /** The least there is: the API's own URL, a sender that SES knows already, nothing kept. */
  dev: {
    name: 'dev',
    mailFrom: 'erp-dev@example.com',
    jwt: { issuer: 'https://login.example.com/', audience: ['send-to-erp-dev'] },
    integrations: [accounting],
    logRetention: RetentionDays.TWO_WEEKS,
    keepsData: false,
    throttling: { rate: 20, burst: 40 },
  },
  /** Like prod for whoever uses it, and gone when it is deleted. It mails from prod's domain, and so with prod's identity. */
  staging: {
    name: 'staging',
    mailFrom: 'erp-staging@example.com',
    mailIdentity: { kind: 'existing', configurationSet: 'send-to-erp-prod' },
    domain: { name: 'erp-staging.example.com' },
    hostedZone,
    jwt: { issuer: 'https://login.example.com/', audience: ['send-to-erp-staging'] },
    signIn: { clientId: 'send-to-erp-staging-approvals' },
    integrations: [{ ...accounting, policy: patient }],
    alarmEmail: 'erp-alarms@example.com',
    logRetention: RetentionDays.ONE_MONTH,
    exportFileDays: 90,
    keepsData: false,
    throttling: { rate: 20, burst: 40 },
    tags: { 'cost-center': 'accounting' },
  },
  prod: {
    name: 'prod',
    mailFrom: 'erp@example.com',
    mailIdentity: { kind: 'created', bounceDomain: 'bounces.example.com' },
    domain: { name: 'erp.example.com' },
    hostedZone,
    jwt: { issuer: 'https://login.example.com/', audience: ['send-to-erp'] },
    signIn: { clientId: 'send-to-erp-approvals' },
    integrations: [{ ...accounting, policy: patient }],
    alarmEmail: 'erp-alarms@example.com',
    logRetention: RetentionDays.ONE_YEAR,
    keepsData: true,
    throttling: { rate: 100, burst: 200 },
    exportsAtOnce: 5,
    tags: { 'cost-center': 'accounting' },
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
