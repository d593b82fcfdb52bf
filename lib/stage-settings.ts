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
export const stageSettings = stage.refine(
  ({ jwt, signIn }) => signIn === undefined || !jwt.audience.includes(signIn.clientId),
  { path: ['signIn', 'clientId'], message: 'must not be one of jwt.audience' },
);

/** What differs between two deployments of the service. */
export type Stage = z.output<typeof stage>;

/** The same as it is written in lib/stages.ts: what has a default may be left out. */
export type StageSettings = z.input<typeof stage>;

/** What becomes of a stage's data when its stack is deleted. */
export const removalPolicyOf = ({ keepsData }: Stage): RemovalPolicy =>
  keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
