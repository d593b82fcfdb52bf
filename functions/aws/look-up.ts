import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import type { Integration } from '#domain/integration.ts';
import { receipt } from '#domain/request.ts';

/** People wait for the answer on a page. An ERP that takes longer is left to the export. */
const ANSWER_WITHIN_MS = 4_000;

/** What the function of an ERP answers: what it found, or why it could not ask. */
export const lookUpAnswer = z.union([
  z.object({
    found: z.nullable(
      z.object({ receipt, name: z.string(), is_job: z.boolean(), external_id: z.nullable(z.string()) }),
    ),
  }),
  z.object({ failed: z.string() }),
]);

export type LookUpAnswer = z.infer<typeof lookUpAnswer>;

let client: LambdaClient | undefined;

/** Never tried again by itself: whoever waits would wait twice. */
const lambdaClient = (): LambdaClient =>
  (client ??= new LambdaClient({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: ANSWER_WITHIN_MS, throwOnRequestTimeout: true },
  }));

/**
 * Has the function `<prefix><erp>` ask the ERP: only that function holds its credentials. Never rejects: this file is built
 * apart from all others (lib/bundle.ts), so nobody would know its errors by their class.
 */
export const invokeLookUp = async (
  prefix: string,
  { company_id, id, erp }: Pick<Integration, 'company_id' | 'id' | 'erp'>,
  jobId: string,
): Promise<LookUpAnswer> => {
  const Payload = JSON.stringify({ company_id, integration_id: id, job_id: jobId });
  try {
    const answer = await lambdaClient().send(new InvokeCommand({ FunctionName: `${prefix}${erp}`, Payload }));
    return lookUpAnswer.parse(JSON.parse(Buffer.from(answer.Payload ?? []).toString()));
  } catch {
    return { failed: 'The ERP could not be asked.' };
  }
};
