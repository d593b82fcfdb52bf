import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { ErpReply } from '#domain/erp-question.ts';
import { environmentOf } from '#env';
import { containerTokens } from '#erp/container-tokens.ts';
import { erpSessions } from '#erp/erps.ts';
import { inInvocation } from '#middleware/invocation.ts';
import { warn } from '#middleware/observability.ts';
import { clock, erpCredentials, erpFetch, integrations, noFiles, sharedTokens } from '#runtime';
import { answerErpQuestion } from '#use-cases/answer-erp-question.ts';

const env = environmentOf('look-up', process.env);
const deps = {
  integrations: integrations(env),
  openSession: erpSessions({
    credentials: erpCredentials(env),
    accessToken: containerTokens(clock, sharedTokens(env)),
    files: noFiles(),
    fetch: erpFetch(env),
    clock,
  }),
  warn,
};

const answer = middy<unknown, ErpReply>().handler((event) => answerErpQuestion(deps, event));

/** Asks the one ERP this function serves. */
export const handler = inInvocation((event: unknown, context: Context) => answer(event, context));
