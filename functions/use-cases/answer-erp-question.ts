import { ErpError, type ConnectorSession } from '#domain/erp.ts';
import { erpQuestion, type ErpQuestion, type ErpReply } from '#domain/erp-question.ts';
import type { Integration } from '#domain/integration.ts';
import type { Integrations, Warn } from '#domain/ports.ts';
import { integrationOf } from '#use-cases/find-integration.ts';

export interface AnswerDeps {
  readonly integrations: Integrations;
  /** @throws {ErpError} */
  readonly openSession: (integration: Integration) => Promise<ConnectorSession>;
  readonly warn: Warn;
}

const replyOf = async (session: ConnectorSession, question: ErpQuestion): Promise<ErpReply> => {
  switch (question.ask) {
    case 'job':
      return { answer: 'job', found: (await session.lookUp?.(question.job_id)) ?? null };
    case 'options':
      return { answer: 'options', options: [...((await session.options?.(question.key, question.typed)) ?? [])] };
    case 'connection':
      await session.checkConnection();
      return { answer: 'connection' };
  }
};

/**
 * Asks the ERP of an integration what people want to know. Reads only. That the ERP fails is an answer as well.
 * @throws {DomainError} `not_found` when the company has no such integration
 */
export const answerErpQuestion = async (deps: AnswerDeps, asked: unknown): Promise<ErpReply> => {
  const question = erpQuestion.parse(asked);
  const { company_id, integration_id, ask } = question;
  const integration = await integrationOf(deps.integrations, company_id, integration_id);
  try {
    return await replyOf(await deps.openSession(integration), question);
  } catch (error) {
    if (!(error instanceof ErpError)) throw error;
    deps.warn('erp_not_asked', { company_id, integration_id, ask }, error);
    return { answer: 'failed', kind: error.kind, message: error.message };
  }
};
