import { VersionConflict } from '#domain/ports.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import { awaitsDecision } from '#domain/request.ts';
import type { Given, Report, World } from '#ops/command.ts';
import { find, unknownRequest } from '#ops/find.ts';
import type { RequestName } from '#ops/request-name.ts';
import { standingLine, standingOf } from '#ops/standing.ts';
import type { FoundRequest } from '#use-cases/find-request.ts';
import { queueMails } from '#use-cases/queue-mails.ts';
import { wakeWorkflow } from '#use-cases/wake-workflow.ts';

/** What a command does to one request. */
export interface RequestChange {
  /** Why it cannot be done; null when it can. */
  readonly refusal: (found: FoundRequest) => string | null;
  readonly would: string;
  readonly change: (record: ProjectRecord) => ProjectRecord;
  readonly did: string;
}

/** Changes one request if that is right and wanted, and has people mailed about it. */
export const changeRequest = async (
  world: World,
  { yes }: Given,
  name: RequestName,
  { refusal, would, change, did }: RequestChange,
): Promise<Report> => {
  const found = await find(world, name);
  if (found === null) return unknownRequest(name);
  const report = (outcome: Report['outcome'], line: string): Report => ({
    outcome,
    lines: [`Request ${name.requestId} of company ${name.companyId}.`, standingLine(standingOf(found)), line],
    facts: { company_id: name.companyId, request_id: name.requestId, status: found.request.status },
  });
  const why = refusal(found);
  if (found.record === null || why !== null) return report('refused', why ?? '');
  if (!yes) return report('would_do', would);
  const next = change(found.record);
  try {
    await world.ledger.write(found.record, next);
  } catch (error) {
    if (!(error instanceof VersionConflict)) throw error;
    return report('nothing_to_do', 'Something happened to it at the same moment. Look at it again.');
  }
  await queueMails(world, next);
  // Its workflow waits for a decision that does not come any more.
  if (awaitsDecision(found.request) && !awaitsDecision(next.request)) await wakeWorkflow(world, next);
  return report('done', did);
};
