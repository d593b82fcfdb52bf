import { environmentOf } from '#env';
import { erps } from '#erp/erps.ts';
import { apiApp } from '#handlers/api-app.ts';
import { warn } from '#middleware/observability.ts';
import { clock, erpQuestions, integrations, ledger, workflow } from '#runtime';

const env = environmentOf('api', process.env);

export const handler = apiApp({
  ledger: ledger(env),
  integrations: integrations(env),
  erps,
  // Imported when asked for: every connector and every ERP that has none are part of it.
  capabilityMatrix: async () => (await import('#erp/matrix/matrix.ts')).capabilityMatrix(),
  workflow: workflow(env),
  ...erpQuestions(env),
  publishesEvents: env.EVENT_BUS !== undefined,
  clock,
  warn,
});
