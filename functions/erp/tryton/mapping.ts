import type { Receipt } from '#domain/request.ts';
import type { Job } from '#erp/connector.ts';
import { singleLine } from '#erp/single-line.ts';
import type { TrytonSettings } from '#erp/tryton/schemas.ts';

/**
 * The mark by which a job is found again. It stands alone in `note` and `comment`, which nothing a sender types goes into,
 * so nobody can forge it; the brackets keep `1-2` from matching `1-23`.
 */
export const markOf = ({ external_id }: Pick<Job, 'external_id'>): string => `[send-to-erp:${external_id}]`;

/** The external id in a note; null where nothing of ours is marked. */
export const markedIn = (note: string | null | undefined): string | null =>
  /\[send-to-erp:([\d-]+)\]/.exec(note ?? '')?.[1] ?? null;

/** The code of the analytic account. */
export const codeOf = ({ job_id }: Pick<Job, 'job_id'>): string => singleLine(job_id);

/**
 * The two records a job consists of, under their model's names. Costs are booked to the account; the project has no code
 * of its own, so its name begins with the account's. Company and root account are looked up when it is written.
 */
export const document = (job: Job) => {
  const code = codeOf(job);
  const name = singleLine(job.project.name);
  return {
    'analytic_account.account': { code, name, type: 'normal', state: 'opened', note: markOf(job) },
    'project.work': { name: `${code} ${name}`, type: 'project', timesheet_available: false, comment: markOf(job) },
  };
};

/** Where the web client shows a project: its route is `#<database>/model/<model>/<id>`. */
const linkTo = ({ url, web_client_url }: TrytonSettings, projectId: number): string | null => {
  if (web_client_url === undefined) return null;
  const database = new URL(url).pathname.slice(1, -1);
  return new URL(`#${database}/model/project.work/${projectId}`, web_client_url).href;
};

/** The receipt of an account that people made: it has no project yet, so `erp_id` is the account, in Tryton's own notation. */
export const accountReceiptOf = (code: string, accountId: number, at: Date): Receipt => ({
  job_id: code,
  erp_id: `analytic_account.account,${accountId}`,
  url: null,
  at: at.toISOString(),
});

/** `erp_id` is the project's id; the account is found by its code, which is the job id. */
export const receiptOf = (settings: TrytonSettings, code: string, projectId: number, at: Date): Receipt => ({
  job_id: code,
  erp_id: String(projectId),
  url: linkTo(settings, projectId),
  at: at.toISOString(),
});
