import { ErpError, type CheckConnection, type LookUpJob, type LookUpOptions } from '#domain/erp.ts';
import type { ErpQuestion, ErpReply } from '#domain/erp-question.ts';
import type { Integration } from '#domain/integration.ts';
import type { Clock } from '#domain/ports.ts';
import { cached } from '#aws/cached.ts';

/** The ports that ask an ERP through its function. */
export interface ErpQuestions {
  readonly lookUpJob: LookUpJob;
  readonly lookUpOptions: LookUpOptions;
  readonly checkConnection: CheckConnection;
}

/**
 * A page that is shown again, and the decision that follows, ask for the same options within minutes. What is new in the ERP
 * is offered that much later; whether a value is taken in the end is for the ERP to say.
 */
const OPTIONS_KEPT_SECONDS = 3 * 60;

type Answered = Exclude<ErpReply, { answer: 'failed' }>;

/** The function answered another question than it was asked: for a moment during a deployment, two versions talk. */
const otherAnswer = (): ErpError => new ErpError('temporary', 'The ERP could not be asked.');

const aboutOf = ({ company_id, id }: Pick<Integration, 'company_id' | 'id'>) => ({ company_id, integration_id: id });

/** Asks the functions called `<prefix><erp>`. Their client is imported when an ERP is asked: no part of a cold start. */
export const askedErps = (clock: Clock, prefix: string): ErpQuestions => {
  const ask = async (erp: string, question: ErpQuestion): Promise<Answered> => {
    const { invokeLookUp } = await import('#aws/look-up.ts');
    const reply = await invokeLookUp(prefix, erp, question);
    if (reply.answer === 'failed') throw new ErpError(reply.kind, reply.message);
    return reply;
  };
  const options = cached(
    clock,
    OPTIONS_KEPT_SECONDS,
    async ({ erp, question }: { readonly erp: string; readonly question: ErpQuestion }) => {
      const reply = await ask(erp, question);
      if (reply.answer !== 'options') throw otherAnswer();
      return reply.options;
    },
  );
  return {
    lookUpJob: async (integration, jobId) => {
      const reply = await ask(integration.erp, { ...aboutOf(integration), ask: 'job', job_id: jobId });
      if (reply.answer !== 'job') throw otherAnswer();
      return reply.found;
    },
    lookUpOptions: (integration, key, typed) =>
      options.get({ erp: integration.erp, question: { ...aboutOf(integration), ask: 'options', key, typed } }),
    checkConnection: async (integration) => {
      const reply = await ask(integration.erp, { ...aboutOf(integration), ask: 'connection' });
      if (reply.answer !== 'connection') throw otherAnswer();
    },
  };
};
