import type { LocalErp } from '#local/erp/local-erp.ts';
import { approversOf, AUDIENCE, CLIENT_ID } from '#local/people.ts';
import type { Settings } from '#local/settings.ts';

/** A stage's settings as lib/stage-check.ts checks them. */
export type StageSettings = Readonly<Record<string, unknown>>;

/** Where the issuer's own paths begin: its discovery document, its keys and its tokens. */
export const issuerOf = (url: string): string => `${url}/local/oauth`;

/** Id of each company's one integration. */
export const INTEGRATION = 'default';

/** The stage that runs on this machine, reached by `url`. */
export const localStage = (
  { approvalWindow, reminderAfter, signInAbove }: Settings,
  erp: Pick<LocalErp, 'id' | 'settings'>,
  url: string,
): StageSettings => {
  const policy = {
    ...(approvalWindow !== undefined && { approval_window: approvalWindow }),
    ...(reminderAfter !== undefined && { reminder_after: reminderAfter }),
    ...(signInAbove !== undefined && { sign_in_above: signInAbove }),
  };
  const integration = (companyId: number, erpId: string, settings: object) => ({
    company_id: companyId,
    id: INTEGRATION,
    name: 'Accounting',
    erp: erpId,
    settings,
    approvers: approversOf(companyId),
    policy,
  });
  return {
    name: 'local',
    mailFrom: 'erp@example.com',
    publicUrl: url,
    jwt: { issuer: issuerOf(url), audience: [AUDIENCE] },
    signIn: { clientId: CLIENT_ID },
    integrations: [integration(1, erp.id, erp.settings), integration(2, 'import-file', {})],
    // What only matters in AWS: days of logs, deletion, throttling.
    logRetention: 14,
    keepsData: false,
    throttling: { rate: 100, burst: 200 },
    events: {},
  };
};
