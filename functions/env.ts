import * as z from 'zod/mini';

const name = z.string().check(z.minLength(1));

/** Where Procore is, and where the secrets of its companies stand. */
const procoreSite = { SECRET_PREFIX: name, PROCORE_API_URL: z.url(), PROCORE_LOGIN_URL: z.url() };

/**
 * The environment of each function. The stack must give exactly this (the house construct is typed by it), and each
 * function parses it when it starts.
 */
export const environments = {
  api: z.object({
    STAGE: name,
    TABLE_NAME: name,
    STATE_MACHINE_ARN: name,
    LOOK_UP_PREFIX: name,
    /** Only where a stage publishes events: then new requests owe them. */
    EVENT_BUS: z.optional(name),
  }),
  approvals: z.object({
    STAGE: name,
    TABLE_NAME: name,
    STATE_MACHINE_ARN: name,
    LINK_KEYS_SECRET: name,
    LOOK_UP_PREFIX: name,
    PUBLIC_URL: z.url(),
    /** Where approvers sign in, and as which client; only where a stage has one. */
    ISSUER: z.url(),
    CLIENT_ID: z.optional(name),
  }),
  'request-approval': z.object({ STAGE: name, TABLE_NAME: name, MAIL_QUEUE_URL: z.url() }),
  'send-mails': z.object({
    STAGE: name,
    TABLE_NAME: name,
    LINK_KEYS_SECRET: name,
    PUBLIC_URL: z.url(),
    MAIL_FROM: name,
    /** Through which SES tells of bounces and complaints. */
    CONFIGURATION_SET: name,
    /** Where messages go that cannot be read. */
    SET_ASIDE_URL: z.url(),
    /** Only where a stage publishes events. */
    EVENT_BUS: z.optional(name),
  }),
  export: z.object({
    STAGE: name,
    TABLE_NAME: name,
    MAIL_QUEUE_URL: z.url(),
    ERP: name,
    /** Secrets of an integration stand under `<prefix>/<company_id>/<integration_id>/<erp>`. Only for `delivery: 'call'`. */
    SECRET_PREFIX: z.optional(name),
    /** Only for `delivery: 'file'`. */
    EXPORT_BUCKET: z.optional(name),
  }),
  'look-up': z.object({ STAGE: name, TABLE_NAME: name, ERP: name, SECRET_PREFIX: name }),
  settle: z.object({ STAGE: name, TABLE_NAME: name, MAIL_QUEUE_URL: z.url() }),
  sweep: z.object({ STAGE: name, TABLE_NAME: name, STATE_MACHINE_ARN: name, MAIL_QUEUE_URL: z.url() }),
  'count-waiting': z.object({ STAGE: name, TABLE_NAME: name }),
  'seed-integrations': z.object({ STAGE: name, TABLE_NAME: name }),
  'procore-webhook': z.object({
    STAGE: name,
    SECRET_PREFIX: name,
    /** Ids of those whose webhooks are taken, joined by commas. */
    COMPANIES: name,
    NOTICE_QUEUE_URL: z.url(),
  }),
  'procore-notices': z.object({
    STAGE: name,
    TABLE_NAME: name,
    STATE_MACHINE_ARN: name,
    ...procoreSite,
    SET_ASIDE_URL: z.url(),
  }),
  'procore-write-back': z.object({ STAGE: name, TABLE_NAME: name, ...procoreSite, SET_ASIDE_URL: z.url() }),
} as const;

/** The name of a function is the name of its handler file. */
export type FunctionName = keyof typeof environments;
export type EnvironmentOf<F extends FunctionName> = z.infer<(typeof environments)[F]>;

/** @throws {z.core.$ZodError} at start when the stack forgot a variable. */
export const environmentOf = <F extends FunctionName>(name: F, variables: NodeJS.ProcessEnv): EnvironmentOf<F> =>
  // eslint-disable-next-line no-restricted-syntax -- the compiler does not connect an indexed schema with its own output
  environments[name].parse(variables) as EnvironmentOf<F>;
