import type { NetSuiteSettings } from '#erp/netsuite/schemas.ts';

/** In host names an account id such as `123456_SB1` is written `123456-sb1`. */
const inHosts = (accountId: string): string => accountId.toLowerCase().replaceAll('_', '-');

/** Origin of the account's REST services. Source: Oracle, URLs for account-specific domains. */
export const originOf = ({ account_id, url }: Pick<NetSuiteSettings, 'account_id' | 'url'>): string =>
  url ?? `https://${inHosts(account_id)}.suitetalk.api.netsuite.com`;

/** The account id as a signature's `realm` names it: upper case with an underscore. */
export const realmOf = ({ account_id }: Pick<NetSuiteSettings, 'account_id'>): string =>
  account_id.toUpperCase().replaceAll('-', '_');

/** Where people open a project. Oracle documents no form of it; scripts of many NetSuite users link so. */
export const pageOf = ({ account_id }: Pick<NetSuiteSettings, 'account_id'>, internalId: string): string =>
  `https://${inHosts(account_id)}.app.netsuite.com/app/accounting/project/project.nl?id=${internalId}`;
