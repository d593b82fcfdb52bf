import type { Clock, Integrations, Ledger, LinkKeys, Workflow } from '#domain/ports.ts';
import type { Digests, EventBus, Mailer, MailQueue, Quarantine } from '#domain/telling.ts';
import type { Procore } from '#domain/procore.ts';
import type { WaitingRequests } from '#domain/waiting.ts';
import { askedErps, type ErpQuestions } from '#aws/ask-erp.ts';
import { dynamoClient, mailClient, queueClient, secretsClient, stepFunctionsClient } from '#aws/clients.ts';
import { dynamoDigests } from '#aws/digests.ts';
import { secretErpCredentials } from '#aws/erp-credentials.ts';
import { awsSharedTokens } from '#aws/erp-tokens.ts';
import { dynamoIntegrations } from '#aws/integrations.ts';
import { dynamoLedger } from '#aws/ledger.ts';
import { secretLinkKeys } from '#aws/link-keys.ts';
import { sqsMailQueue } from '#aws/mail-queue.ts';
import { sesMailer } from '#aws/mailer.ts';
import { secretProcoreAccess } from '#aws/procore-access.ts';
import { sqsProcoreNotices } from '#aws/procore-notices.ts';
import { sqsQuarantine } from '#aws/quarantine.ts';
import { dynamoWaiting } from '#aws/waiting.ts';
import { stepFunctionsStarter, stepFunctionsTeller } from '#aws/workflow.ts';
import type { ExportFiles } from '#erp/connector.ts';
import type { SharedTokensOf } from '#erp/container-tokens.ts';
import type { ErpCredentials } from '#erp/erps.ts';
import { warn } from '#middleware/observability.ts';
import { toldFetch } from '#middleware/told-fetch.ts';
import { toldLedger } from '#middleware/told-ledger.ts';
import { procoreApi } from '#procore/client.ts';

/**
 * The composition root: each port on its AWS adapter. Functions take what they need; the bundler leaves out the rest, SDK
 * clients included.
 */
export const clock: Clock = () => new Date();

/** Whatever happens is told to the log. */
export const ledger = (env: { TABLE_NAME: string }): Ledger =>
  toldLedger(dynamoLedger({ client: dynamoClient(), name: env.TABLE_NAME }));

export const integrations = (env: { TABLE_NAME: string }): Integrations =>
  dynamoIntegrations(dynamoClient(), env.TABLE_NAME, clock);

/** Starts executions and tells waiting ones. */
export const workflow = (env: { STATE_MACHINE_ARN: string }): Workflow => ({
  ...stepFunctionsStarter(stepFunctionsClient(), env.STATE_MACHINE_ARN),
  ...teller(),
});

/** For functions that only tell a waiting execution to go on. */
export const teller = (): Pick<Workflow, 'succeed' | 'fail'> => stepFunctionsTeller(stepFunctionsClient());

export const mailer = (env: { MAIL_FROM: string; CONFIGURATION_SET: string }): Mailer =>
  sesMailer(mailClient(), env.MAIL_FROM, env.CONFIGURATION_SET);

export const mailQueue = (env: { MAIL_QUEUE_URL: string }): MailQueue =>
  sqsMailQueue(queueClient(), env.MAIL_QUEUE_URL);

export const quarantine = (env: { SET_ASIDE_URL: string }): Quarantine =>
  sqsQuarantine(queueClient(), env.SET_ASIDE_URL);

/** What waits, by status. */
export const waitingRequests = (env: { TABLE_NAME: string }): WaitingRequests =>
  dynamoWaiting({ client: dynamoClient(), name: env.TABLE_NAME });

export const digests = (env: { TABLE_NAME: string }): Digests => dynamoDigests(dynamoClient(), env.TABLE_NAME);

/** What an ERP can be asked while somebody waits. */
export const erpQuestions = (env: { LOOK_UP_PREFIX: string }): ErpQuestions => askedErps(clock, env.LOOK_UP_PREFIX);

/** Without its keys no link can be made or read: an alarm says so. */
export const linkKeys = (env: { LINK_KEYS_SECRET: string }): LinkKeys => {
  const keys = secretLinkKeys(secretsClient(), clock, env.LINK_KEYS_SECRET);
  return async (kid) => {
    try {
      return await keys(kid);
    } catch (cause) {
      warn('link_keys_unusable', {}, cause);
      throw cause;
    }
  };
};

/** The way to an ERP; how long it takes to answer is told to the log. */
export const erpFetch = (env: { ERP: string }): typeof globalThis.fetch =>
  toldFetch(env.ERP, (...call) => fetch(...call));

/** What companies' secrets hold for Procore. */
export const procoreAccess = (env: { SECRET_PREFIX: string }) =>
  secretProcoreAccess(secretsClient(), clock, env.SECRET_PREFIX);

/** Where it is noted what Procore has told us of. */
export const procoreNotices = (env: { NOTICE_QUEUE_URL: string }) =>
  sqsProcoreNotices(queueClient(), env.NOTICE_QUEUE_URL);

export const procore = (env: { SECRET_PREFIX: string; PROCORE_API_URL: string; PROCORE_LOGIN_URL: string }): Procore =>
  procoreApi({
    site: { apiUrl: env.PROCORE_API_URL, loginUrl: env.PROCORE_LOGIN_URL },
    accessOf: procoreAccess(env),
    fetch: globalThis.fetch,
    clock,
  });

/** Connectors that write files need no credentials. */
export const erpCredentials = ({ SECRET_PREFIX }: { SECRET_PREFIX?: string | undefined }): ErpCredentials =>
  SECRET_PREFIX === undefined
    ? { of: () => Promise.resolve({}), forget: () => undefined }
    : secretErpCredentials(secretsClient(), clock, SECRET_PREFIX);

/** Only connectors whose refresh tokens are replaced by each sign-in ask for these, and only their functions may have them. */
export const sharedTokens =
  (env: { TABLE_NAME: string; SECRET_PREFIX?: string | undefined }): SharedTokensOf =>
  (owner) => {
    const { TABLE_NAME: table, SECRET_PREFIX: prefix } = env;
    if (prefix === undefined) throw new Error('This function has no secrets: the connector does not call an ERP.');
    return awsSharedTokens({ dynamo: dynamoClient(), table, secrets: secretsClient(), prefix, clock })(owner);
  };

/** The stack names a bus to the function that publishes, where the stage has events; it loads its client when it starts, and never elsewhere. */
export const eventBus = async ({ EVENT_BUS }: { EVENT_BUS?: string | undefined }): Promise<EventBus | null> => {
  if (EVENT_BUS === undefined) return null;
  const { busClient, eventBridgeBus } = await import('#aws/event-bus.ts');
  return eventBridgeBus(busClient(), EVENT_BUS);
};

/** Connectors that call their ERP write no files. */
export const noFiles = (): ExportFiles => {
  const refuse = () => Promise.reject(new Error('This function has no bucket: the connector does not deliver files.'));
  return { put: refuse, exists: refuse };
};

/** The stack gives a bucket to functions whose connector writes files; these load its client when they start, the others never. */
export const exportFiles = async ({ EXPORT_BUCKET }: { EXPORT_BUCKET?: string | undefined }): Promise<ExportFiles> => {
  if (EXPORT_BUCKET === undefined) return noFiles();
  const { bucketFiles, filesClient } = await import('#aws/export-files.ts');
  return bucketFiles(filesClient(), EXPORT_BUCKET);
};
