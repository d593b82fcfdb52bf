import { environmentOf } from '#env';
import { erps } from '#erp/erps.ts';
import { approvalsApp } from '#handlers/approvals-app.ts';
import { warn } from '#middleware/observability.ts';
import { clock, integrations, ledger, linkKeys, teller } from '#runtime';

const env = environmentOf('approvals', process.env);

export const handler = approvalsApp({
  ledger: ledger(env),
  integrations: integrations(env),
  erps,
  workflow: teller(),
  linkKeys: linkKeys(env),
  stage: env.STAGE,
  clock,
  warn,
});
