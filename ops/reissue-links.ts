import { reissueLinks } from '#domain/life.ts';
import { allows } from '#domain/transitions.ts';
import type { Command } from '#ops/command.ts';
import { operatorIn, OPERATOR, operatorOption } from '#ops/operator.ts';
import { changeRequest } from '#ops/change-request.ts';
import { requestIn, requestOptions } from '#ops/request-name.ts';

/** Kills all links of a request that waits, for example when a mail was forwarded, and has its approvers mailed new ones. */
export const reissue: Command = {
  takes: `<request> ${OPERATOR}`,
  does: 'kills all links of a request that waits for its approvers, and mails new ones to whoever is asked',
  options: { ...requestOptions, ...operatorOption },
  run: async (world, given) => {
    const operator = operatorIn(given);
    return changeRequest(world, given, await requestIn(world, given), {
      refusal: ({ request, record }) =>
        record !== null && allows('reissue_links', request.status)
          ? null
          : 'It does not wait for a decision: its links decide nothing.',
      would: 'Would kill all links that were mailed, and mail new ones.',
      change: (record) => reissueLinks(record, operator, world.clock()),
      did: 'Done: the old links are dead, and new ones are on their way.',
    });
  },
};
