import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import * as z from 'zod';
import { slug } from '#domain/integration.ts';
import { seededIntegrations } from '#lib/seeded-integrations.ts';

const webAddress = z.url({ protocol: /^https?$/ });

const stage = z.strictObject({
  /** Part of the names of stack, functions and secrets, and signed into every link. */
  name: slug.check(z.maxLength(16)),
  /** Sender of all mails. SES must know the address or its domain as a verified identity. */
  mailFrom: z.email(),
  /** Where approvers reach the service, if not at the HTTP API's own URL. */
  publicUrl: webAddress.optional(),
  /** Whose tokens the API takes. */
  jwt: z.strictObject({ issuer: webAddress, audience: z.array(z.string().min(1)).min(1) }),
  /**
   * The client as which approvers sign in at that issuer, where a policy asks for it (`sign_in_above`): a public client for
   * the authorization code flow with PKCE, whose ID tokens carry the same claims as the API's tokens.
   */
  signIn: z.strictObject({ clientId: z.string().min(1) }).optional(),
  /** Seeded into the ledger by each deployment. One that is removed here stays there, because its requests need it. Companies that operators keep are left alone: docs/operations.md. */
  integrations: seededIntegrations,
  logRetention: z.enum(RetentionDays),
  /** Keep table, bucket, keys and logs when the stack is deleted, and refuse to delete the table. */
  keepsData: z.boolean(),
  /** Limits of the whole API: requests per second in the long run, and at once. */
  throttling: z.strictObject({ rate: z.int().positive(), burst: z.int().positive() }),
  /**
   * Exports into one ERP at the same time; absent: as many as the account allows. Set it where the account has
   * concurrency to reserve, which a new account has not.
   */
  exportsAtOnce: z.int().positive().optional(),
});

/** An ID token is made for the client, the API's tokens for the API: one that passed for the other would be a key too many. */
const checkedStage = stage.refine(
  ({ jwt, signIn }) => signIn === undefined || !jwt.audience.includes(signIn.clientId),
  { path: ['signIn', 'clientId'], message: 'must not be one of jwt.audience' },
);

/** What differs between two deployments of the service. */
export type Stage = z.output<typeof stage>;

/** What becomes of a stage's data when its stack is deleted. */
export const removalPolicyOf = ({ keepsData }: Stage): RemovalPolicy =>
  keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;

/** The stages of this service: change them to your own. */
const stages: Readonly<Record<string, z.input<typeof stage>>> = {
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

/** The dev stage's own value for a field: an example of the right form. */
const exampleFor = (path: readonly PropertyKey[]): string => {
  const value = path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    stages['dev'],
  );
  return value === undefined ? '' : ` (for example ${JSON.stringify(value)})`;
};

const explain = ({ path, message }: z.core.$ZodIssue): string =>
  path.length === 0 ? `  ${message}` : `  ${path.join('.')}: ${message}${exampleFor(path)}`;

/** lib/stages.ts holds something that cannot be deployed. The message says what to change. */
export class WrongSettings extends Error {
  override readonly name = 'WrongSettings';
}

/** @throws {WrongSettings} naming every field at fault, each with an example. */
export const checkStage = (settings: unknown): Stage => {
  const checked = checkedStage.safeParse(settings);
  if (checked.success) return checked.data;
  throw new WrongSettings(['The settings of the stage are wrong:', ...checked.error.issues.map(explain)].join('\n'));
};

/** @throws {WrongSettings} when lib/stages.ts has no such stage, or its settings are wrong. */
export const stageOf = (name: string): Stage => {
  const settings = Object.hasOwn(stages, name) ? stages[name] : undefined;
  if (settings === undefined) {
    throw new WrongSettings(`There is no stage "${name}" in lib/stages.ts. Choose one of: ${stageNames.join(', ')}.`);
  }
  return checkStage(settings);
};
