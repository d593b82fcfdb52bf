import { isBeingTried } from '#domain/attempts.ts';
import { settleByHand } from '#domain/exporting.ts';
import { changeRequest } from '#ops/change-request.ts';
import type { Command } from '#ops/command.ts';
import { OPERATOR, operatorIn, operatorOption } from '#ops/operator.ts';
import { requestIn, requestOptions } from '#ops/request-name.ts';
import type { FoundRequest } from '#use-cases/find-request.ts';

const refusal = ({ request, record }: FoundRequest, now: Date): string | null => {
  if (record === null || request.status !== 'exporting') return 'No export of it is under way.';
  if (isBeingTried(request, now)) return 'The ERP is being asked at this moment. Try again in two minutes.';
  return request.case_opened_at === null
    ? 'Its outcome has not been unknown for long: the service is still finding out by itself.'
    : null;
};

/** Ends an export whose outcome stayed unknown, after a person looked into the ERP and found no job there. */
export const giveUp: Command = {
  takes: `<request> ${OPERATOR}`,
  does: 'says that the ERP has no job of a request whose outcome stayed unknown: its approver then tries again or rejects',
  options: { ...requestOptions, ...operatorOption },
  run: async (world, given) => {
    const operator = operatorIn(given);
    return changeRequest(world, given, await requestIn(world, given), {
      refusal: (found) => refusal(found, world.clock()),
      would: 'Would hand it back to its approver, as failed. Look into the ERP first.',
      change: (record) => settleByHand(record, operator, world.clock()),
      did: 'Done: it is with its approver now, who tries again or rejects.',
    });
  },
};
