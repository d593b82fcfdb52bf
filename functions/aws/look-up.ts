import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { erpReply, type ErpQuestion, type ErpReply } from '#domain/erp-question.ts';

/** How long whoever asks waits for the answer, in milliseconds. The function itself ends a second later (lib/erp-look-ups.ts). */
const ANSWER_WITHIN_MS: Record<ErpQuestion['ask'], number> = {
  // People wait for these on a page. An ERP that takes longer is left to the export.
  job: 4_000,
  options: 4_000,
  // An administrator waits, once in a while, for a sign-in and a handful of reads: each is a second or two with a slow ERP.
  connection: 20_000,
};

let client: LambdaClient | undefined;

/** Never tried again by itself: whoever waits would wait twice. */
const lambdaClient = (): LambdaClient =>
  (client ??= new LambdaClient({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 1_000, throwOnRequestTimeout: true },
  }));

/**
 * Has the function `<prefix><erp>` ask the ERP: only that function holds its credentials. Never rejects: this file is built
 * apart from all others (lib/bundle.ts), so nobody would know its errors by their class.
 */
export const invokeLookUp = async (prefix: string, erp: string, question: ErpQuestion): Promise<ErpReply> => {
  const call = new InvokeCommand({ FunctionName: `${prefix}${erp}`, Payload: JSON.stringify(question) });
  try {
    const answer = await lambdaClient().send(call, { requestTimeout: ANSWER_WITHIN_MS[question.ask] });
    return erpReply.parse(JSON.parse(Buffer.from(answer.Payload ?? []).toString()));
  } catch {
    return { answer: 'failed', kind: 'temporary', message: 'The ERP could not be asked.' };
  }
};
