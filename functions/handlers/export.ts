import type { WorkflowError } from '#domain/ports.ts';
import { environmentOf } from '#env';
import { erpSessions } from '#erp/erps.ts';
import { warn } from '#middleware/observability.ts';
import { taskHandler } from '#middleware/task.ts';
import { clock, erpCredentials, exportFiles, integrations, ledger, mailQueue, teller } from '#runtime';
import { exportProject, type ExportResult } from '#use-cases/export-project.ts';

const env = environmentOf('export', process.env);
const waiting = teller();
const deps = {
  ledger: ledger(env),
  integrations: integrations(env),
  openSession: erpSessions({ credentials: erpCredentials(env), files: exportFiles(env), fetch, clock }),
  mailQueue: mailQueue(env),
  clock,
  warn,
};

/** What the state machine is told, by which it retries or ends. */
const ERRORS: Record<Exclude<ExportResult['outcome'], 'synced'>, WorkflowError> = {
  refused: 'ExportFailed',
  unavailable: 'ErpUnavailable',
  unknown: 'OutcomeUnknown',
  busy: 'OutcomeUnknown',
  not_accepted: 'NotAccepted',
};

/** State Export, for the one ERP this function serves. */
export const handler = taskHandler(async ({ taskToken, after: _, ...key }) => {
  const { outcome } = await exportProject(deps, key);
  if (outcome === 'synced') await waiting.succeed(taskToken);
  else await waiting.fail(taskToken, ERRORS[outcome]);
  return { outcome };
});
