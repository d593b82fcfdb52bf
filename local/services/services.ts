import type { DataDir } from '#local/data-dir.ts';
import type { CloudPlan } from '#local/cloud-plan.ts';
import type { Endpoints } from '#local/platform.ts';
import { serve, type LocalServer } from '#local/server.ts';
import { fileService } from '#local/services/files.ts';
import { jsonService, type Operations } from '#local/services/json-service.ts';
import { mailService, type Mailbox } from '#local/services/mail.ts';
import { generatedSecrets, secretsOperations } from '#local/services/secrets.ts';
import { openTable } from '#local/services/table-rebuild.ts';

export interface ServiceParts {
  readonly plan: CloudPlan;
  readonly dataDir: DataDir;
  readonly mailbox: Mailbox;
  readonly workflow: Operations;
  /** Secrets that people would put into Secrets Manager, by name. */
  readonly credentials: ReadonlyMap<string, string>;
  readonly onFile: (name: string) => void;
}

/** The services of AWS that the functions call, each on a port of its own. */
export interface Services {
  readonly endpoints: Endpoints;
  close(): Promise<void>;
}

export const openServices = async (parts: ServiceParts): Promise<Services> => {
  const { plan, dataDir, mailbox, workflow, credentials, onFile } = parts;
  const secrets = new Map([...generatedSecrets(plan.intrinsics, dataDir.secrets), ...credentials]);
  const [DYNAMODB, SFN, SECRETS_MANAGER, SESV2, S3] = await Promise.all([
    openTable(dataDir.table, plan.table, dataDir.lock.wasKilled),
    serve(jsonService(workflow)),
    serve(jsonService(secretsOperations(secrets))),
    serve(mailService(mailbox)),
    serve(fileService(dataDir.exports, plan.buckets, onFile)),
  ]);
  const servers: Readonly<Record<keyof Endpoints, LocalServer>> = { DYNAMODB, SFN, SECRETS_MANAGER, SESV2, S3 };
  return {
    endpoints: {
      DYNAMODB: DYNAMODB.url,
      SFN: SFN.url,
      SECRETS_MANAGER: SECRETS_MANAGER.url,
      SESV2: SESV2.url,
      S3: S3.url,
    },
    close: async () => {
      await Promise.all(Object.values(servers).map((server) => server.close()));
    },
  };
};
