import { describe, expect, it } from 'vitest';
import { ErpError, type ConnectorSession, type FoundJob } from '#domain/erp.ts';
import { erpReply } from '#domain/erp-question.ts';
import { DomainError } from '#domain/errors.ts';
import { FakeErp } from '#test/support/fake-erp.ts';
import { aKnownIntegration, aReceipt } from '#test/support/records.ts';
import { answerErpQuestion } from '#use-cases/answer-erp-question.ts';

const about = { company_id: 1, integration_id: 'main' };
const found: FoundJob = { receipt: aReceipt(), name: 'Library', is_job: true, external_id: null };

const ask = async (question: object, session: Partial<ConnectorSession> = {}) => {
  const warnings: unknown[] = [];
  const opened: ConnectorSession = { ...new FakeErp().session, checkConnection: async () => undefined, ...session };
  const reply = await answerErpQuestion(
    {
      integrations: {
        list: async (companyId) => (companyId === 1 ? [aKnownIntegration()] : []),
        put: () => expect.fail('nothing is written'),
        handBack: () => expect.fail('nothing is written'),
        connection: () => expect.fail('nobody asked'),
        connect: () => expect.fail('nothing is written'),
      },
      openSession: async () => opened,
      warn: (...warning) => void warnings.push(warning),
    },
    { ...about, ...question },
  );
  return { reply: erpReply.parse(reply), warnings };
};

describe('the function of an ERP', () => {
  it('looks a job up by its number', async () => {
    const lookUp = async (jobId: string) => (jobId === 'P-042' ? found : null);
    expect((await ask({ ask: 'job', job_id: 'P-042' }, { lookUp })).reply).toEqual({ answer: 'job', found });
    expect((await ask({ ask: 'job', job_id: 'P-043' }, { lookUp })).reply).toEqual({ answer: 'job', found: null });
  });

  it('lists the options of a field', async () => {
    const options = async (key: string, typed: string) => [{ value: key, label: typed }];
    const { reply } = await ask({ ask: 'options', key: 'customer', typed: 'Ac' }, { options });
    expect(reply).toEqual({ answer: 'options', options: [{ value: 'customer', label: 'Ac' }] });
  });

  it('checks the connection', async () => {
    expect((await ask({ ask: 'connection' })).reply).toEqual({ answer: 'connection' });
  });

  it.each([
    [
      { ask: 'job', job_id: 'P-042' },
      { answer: 'job', found: null },
    ],
    [
      { ask: 'options', key: 'customer', typed: '' },
      { answer: 'options', options: [] },
    ],
  ])('answers %j of an ERP that cannot be asked that', async (question, expected) => {
    expect((await ask(question)).reply).toEqual(expected);
  });

  it.each(['temporary', 'refused', 'unauthorized', 'unknown_outcome'] as const)(
    'answers that the ERP failed in the way %s, and warns with ids alone',
    async (kind) => {
      const error = new ErpError(kind, 'The ERP says no.');
      const { reply, warnings } = await ask({ ask: 'connection' }, { checkConnection: () => Promise.reject(error) });
      expect(reply).toEqual({ answer: 'failed', kind, message: 'The ERP says no.' });
      expect(warnings).toEqual([['erp_not_asked', { ...about, ask: 'connection' }, error]]);
    },
  );

  it.each([{ ask: 'everything' }, { ask: 'job' }, { ask: 'options', key: 'customer' }, {}])(
    'takes no other question, such as %j',
    async (question) => {
      await expect(ask(question)).rejects.toThrow();
    },
  );

  it('knows no integration of another company', async () => {
    await expect(ask({ ask: 'connection', company_id: 2 })).rejects.toThrow(DomainError);
  });

  it('does not hide a fault of ours', async () => {
    const checkConnection = () => Promise.reject(new TypeError('a bug'));
    await expect(ask({ ask: 'connection' }, { checkConnection })).rejects.toThrow('a bug');
  });
});
