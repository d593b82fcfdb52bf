import { environmentOf } from '#env';
import { erps } from '#erp/erps.ts';
import { approvalsApp } from '#handlers/approvals-app.ts';
import { warn } from '#middleware/observability.ts';
import { oidcSignIn } from '#oidc/sign-in.ts';
import { clock, erpQuestions, integrations, ledger, linkKeys, workflow } from '#runtime';

const env = environmentOf('approvals', process.env);

export const handler = approvalsApp({
  ledger: ledger(env),
  integrations: integrations(env),
  erps,
  workflow: workflow(env),
  ...erpQuestions(env),
  linkKeys: linkKeys(env),
  signIn: env.CLIENT_ID === undefined ? null : oidcSignIn(env.ISSUER, env.CLIENT_ID),
  stage: env.STAGE,
  publicUrl: env.PUBLIC_URL.replace(/\/$/, ''),
  clock,
  warn,
});
