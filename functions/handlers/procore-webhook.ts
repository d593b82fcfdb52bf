import { environmentOf } from '#env';
import { procoreWebhookApp } from '#handlers/procore-webhook-app.ts';
import { procoreAccess, procoreNotices } from '#runtime';

const env = environmentOf('procore-webhook', process.env);
const accessOf = procoreAccess(env);
/** Nobody else's secret is asked for: an address that is open to all must cost nothing for made-up companies. */
const companies = new Set(env.COMPANIES.split(',').map(Number));

export const handler = procoreWebhookApp({
  authorizationOf: async (companyId) =>
    companies.has(companyId) ? (await accessOf(companyId)).webhook_authorization : null,
  add: procoreNotices(env),
});
