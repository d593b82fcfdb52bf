import { VersionConflict } from '#domain/ports.ts';
import { settleByHand } from '#domain/exporting.ts';
import { WrongUsage, type Command, type Report } from '#ops/command.ts';
import { find, unknownRequest } from '#ops/find.ts';
import { REQUEST, requestIn, requestOptions } from '#ops/request-name.ts';
import { standingLine, standingOf } from '#ops/standing.ts';
import { queueMails } from '#use-cases/queue-mails.ts';
import type { FoundRequest } from '#use-cases/find-request.ts';

/** Who looked into the ERP: goes into the audit event. @throws {WrongUsage} */
const operatorIn = (given: unknown): string => {
  if (typeof given === 'string' && given.trim() !== '' && given.length <= 100) return given.trim();
  throw new WrongUsage('Say who has looked into the ERP: --by "Pat Operator".');
};

const refusal = ({ request, record }: FoundRequest): string | null => {
  if (record === null || request.status !== 'exporting') return 'No export of it is under way.';
  return request.case_opened_at === null
    ? 'Its outcome has not been unknown for long: the service is still finding out by itself.'
    : null;
};

/** Ends an export whose outcome stayed unknown, after a person looked into the ERP and found no job there. */
export const giveUp: Command = {
  takes: `${REQUEST} --by <who looked into the ERP>`,
  does: 'says that the ERP has no job of a request whose outcome stayed unknown: its approver then tries again or rejects',
  options: { ...requestOptions, by: { type: 'string' } },
  run: async (world, given) => {
    const name = requestIn(given);
    const operator = operatorIn(given.options['by']);
    const found = await find(world, name);
    if (found === null) return unknownRequest(name);
    const { request, record } = found;
    const report = (outcome: Report['outcome'], line: string): Report => ({
      outcome,
      lines: [`Request ${name.requestId} of company ${name.companyId}.`, standingLine(standingOf(found)), line],
      facts: { company_id: name.companyId, request_id: name.requestId, status: request.status },
    });
    const why = refusal(found);
    if (record === null || why !== null) return report('refused', why ?? '');
    if (!given.yes)
      return report('would_do', 'Would hand it back to its approver, as failed. Look into the ERP first.');
    const next = settleByHand(record, operator, world.clock());
    try {
      await world.ledger.write(record, next);
    } catch (error) {
      if (!(error instanceof VersionConflict)) throw error;
      return report('nothing_to_do', 'Something happened to it at the same moment. Look at it again.');
    }
    await queueMails(world, next);
    return report('done', 'Done: it is with its approver now, who tries again or rejects.');
  },
};
