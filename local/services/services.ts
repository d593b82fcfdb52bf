import type { Access } from '#local/access/access.ts';
import { fileNeeds } from '#local/access/file-needs.ts';
import { admitting, guarded } from '#local/access/guard.ts';
import { refuseAsJson, refuseAsRest, refuseAsXml } from '#local/access/refusals.ts';
import { eventNeeds, invokeNeeds, mailNeeds, secretNeeds, workflowNeeds } from '#local/access/service-needs.ts';
import { tableNeeds } from '#local/access/table-needs.ts';
import type { DataDir } from '#local/data-dir.ts';
import type { CloudPlan } from '#local/cloud-plan.ts';
import type { Endpoints } from '#local/platform.ts';
import { serve, type LocalServer } from '#local/server.ts';
import type { EventBuses } from '#local/services/events.ts';
import { fileService } from '#local/services/files.ts';
import { invokeService } from '#local/services/invoke.ts';
import { jsonService, type Operations } from '#local/services/json-service.ts';
import { mailService, type Mailbox } from '#local/services/mail.ts';
import { generatedSecrets, secretsOperations } from '#local/services/secrets.ts';
import { openTable } from '#local/services/table-rebuild.ts';
import type { CallFunction } from '#local/workflow/task.ts';

export interface ServiceParts {
  readonly plan: CloudPlan;
  readonly access: Access;
  readonly dataDir: DataDir;
  readonly mailbox: Mailbox;
  readonly eventBuses: EventBuses;
  readonly workflow: Operations;
  readonly call: CallFunction;
  /** Secrets that people would put into Secrets Manager, by name. */
  readonly credentials: ReadonlyMap<string, string>;
  readonly onFile: (name: string) => void;
}

/** The services of AWS that the functions call, each on a port of its own. SQS is opened before: the template has its URL. */
export interface Services {
  readonly endpoints: Omit<Endpoints, 'SQS'>;
  close(): Promise<void>;
}

export const openServices = async (parts: ServiceParts): Promise<Services> => {
  const { plan, access, dataDir, mailbox, eventBuses, workflow, call, credentials, onFile } = parts;
  const drawn = generatedSecrets(plan.intrinsics, dataDir.secrets);
  const ofTable = admitting(access, tableNeeds(plan.table), refuseAsJson);
  const ofWorkflow = admitting(access, workflowNeeds(plan.stateMachine.arn), refuseAsJson);
  const ofSecrets = admitting(access, secretNeeds, refuseAsJson);
  const ofMail = admitting(access, mailNeeds, refuseAsRest);
  const ofFiles = admitting(access, fileNeeds(dataDir.exports, plan.buckets), refuseAsXml);
  const ofFunctions = admitting(access, invokeNeeds, refuseAsRest);
  const ofEvents = admitting(access, eventNeeds, refuseAsJson);
  const secrets = secretsOperations(credentials, dataDir.writtenSecrets, drawn);
  const [DYNAMODB, SFN, SECRETS_MANAGER, SESV2, S3, LAMBDA, EVENTBRIDGE] = await Promise.all([
    openTable(dataDir.table, plan.table, dataDir.lock.wasKilled, ofTable),
    serve(guarded(ofWorkflow, jsonService(workflow))),
    serve(guarded(ofSecrets, jsonService(secrets))),
    serve(guarded(ofMail, mailService(mailbox))),
    serve(guarded(ofFiles, fileService(dataDir.exports, plan.buckets, onFile))),
    serve(guarded(ofFunctions, invokeService(call))),
    serve(guarded(ofEvents, jsonService(eventBuses.operations))),
  ]);
  const servers: Readonly<Record<keyof Services['endpoints'], LocalServer>> = {
    DYNAMODB,
    SFN,
    SECRETS_MANAGER,
    SESV2,
    S3,
    LAMBDA,
    EVENTBRIDGE,
  };
  return {
    endpoints: {
      DYNAMODB: DYNAMODB.url,
      SFN: SFN.url,
      SECRETS_MANAGER: SECRETS_MANAGER.url,
      SESV2: SESV2.url,
      S3: S3.url,
      LAMBDA: LAMBDA.url,
      EVENTBRIDGE: EVENTBRIDGE.url,
    },
    close: async () => {
      await Promise.all(Object.values(servers).map((server) => server.close()));
    },
  };
};
