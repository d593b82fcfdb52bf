import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import * as z from 'zod';
import { slug } from '#domain/integration.ts';
import { seededIntegrations } from '#lib/seeded-integrations.ts';
import { domain, firewall, hostedZone } from '#lib/stage-address.ts';
import { mailIdentity } from '#lib/stage-mail.ts';
import { stageFaults } from '#lib/stage-rules.ts';
import { vpc } from '#lib/stage-vpc.ts';

const webAddress = z.url({ protocol: /^https?$/ });

/** Names of tags that AWS takes: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html. */
const tagKey = z
  .string()
  .regex(/^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u, 'must be the key of a tag, not beginning with "aws:"');
/** EventBridge's rule for names; those of AWS's own and of partners begin with `aws.`. */
const busName = z
  .string()
  .regex(/^(?!aws\.)[\w.-]{1,256}$/, 'must be the name of an event bus: letters, digits, ".", "-" and "_"');

/** Procore, as it takes part: its address and the companies whose webhooks are taken. Their secrets: docs/procore.md. */
const procore = z.strictObject({
  apiUrl: webAddress.default('https://api.procore.com'),
  loginUrl: webAddress.default('https://login.procore.com'),
  companies: z.array(z.int().positive()).min(1),
});

const stage = z.strictObject({
  /** Part of the names of stack, functions and secrets, and signed into every link. */
  name: slug.check(z.maxLength(16)),
  /** Sender of all mails. SES must know the address or its domain as a verified identity. */
  mailFrom: z.email(),
  mailIdentity: mailIdentity.default({ kind: 'existing' }),
  /** Where callers and approvers reach the service. Without it they use the HTTP API's own URL, which is shut where it is given. */
  domain: domain.optional(),
  /** Gets the records of all names that lie in it; those of others are outputs. */
  hostedZone: hostedZone.optional(),
  /** A distribution of CloudFront in front of the domain, guarded by a web ACL. */
  firewall: firewall.optional(),
  /** Where approvers reach the service through a proxy of your own. */
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
  /** For ERPs that only answer addresses they know. Absent: functions call from addresses of AWS that change. */
  vpc: vpc.optional(),
  /** Mailed by every alarm. Absent: alarms only show in CloudWatch. */
  alarmEmail: z.email().optional(),
  logRetention: z.enum(RetentionDays),
  /** Days after which a file that was written for an accountant is deleted. Absent: it is kept. */
  exportFileDays: z.int().min(90).optional(),
  /** Keep table, bucket, keys and logs when the stack is deleted, and refuse to delete the table. */
  keepsData: z.boolean(),
  /** Limits of the whole API: requests per second in the long run, and at once. */
  throttling: z.strictObject({ rate: z.int().positive(), burst: z.int().positive() }),
  /**
   * Exports into one ERP at the same time; absent: as many as the account allows. Set it where the account has
   * concurrency to reserve, which a new account has not.
   */
  exportsAtOnce: z.int().positive().optional(),
  /** On everything of the stack, beside `service` and `stage`: what the bill is told apart by. */
  tags: z.record(tagKey, z.string().max(256)).optional(),
  /**
   * Publish every transition on a bus of EventBridge: docs/events.md. Absent: no events. `bus` names one of the same account and
   * region that others keep; without it the stack makes its own.
   */
  events: z.strictObject({ bus: busName.optional() }).optional(),
  /** Send what is sent in Procore itself, and write back there how it ended: docs/procore.md. It listens to `events`. */
  procore: procore.optional(),
});

/** Names of all fields. */
export const stageFields: readonly string[] = Object.keys(stage.shape);

/** @see {@link stageFaults} for what fields demand of each other. */
export const stageSettings = stage.superRefine((given, context) => {
  for (const { path, message } of stageFaults(given)) context.addIssue({ code: 'custom', path: [...path], message });
});

/** What differs between two deployments of the service. */
export type Stage = z.output<typeof stage>;

/** The same as it is written in lib/stages.ts: what has a default may be left out. */
export type StageSettings = z.input<typeof stage>;

/** What becomes of a stage's data when its stack is deleted. */
export const removalPolicyOf = ({ keepsData }: Stage): RemovalPolicy =>
  keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
