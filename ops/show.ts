import type { Command } from '#ops/command.ts';
import { find, unknownRequest } from '#ops/find.ts';
import { requestIn, requestOptions } from '#ops/request-name.ts';
import { moment, standingLine, standingOf, type Standing } from '#ops/standing.ts';

const attemptLine = ({ attempt, started_at, ended_at, outcome, message }: Standing['attempts'][number]): string =>
  [
    `Attempt ${attempt}: ${outcome}`,
    `began ${moment(started_at)}`,
    ended_at === null ? 'has not ended' : `ended ${moment(ended_at)}`,
    message ?? [],
  ]
    .flat()
    .join(', ');

/** Where a request stands. Changes nothing. */
export const show: Command = {
  takes: '<request>',
  does: 'where it stands, since when, what it waits for, and every attempt to export it',
  options: requestOptions,
  run: async (world, given) => {
    const name = await requestIn(world, given);
    const found = await find(world, name);
    if (found === null) return unknownRequest(name);
    const standing = standingOf(found);
    const { next_look, mail_owed, attempts, run } = standing;
    return {
      outcome: 'done',
      lines: [
        `Request ${name.requestId} of company ${name.companyId}: ${found.request.kind}, sent ${moment(found.request.sent_at)}, run ${run}.`,
        standingLine(standing),
        found.record === null ? 'A later request of the project has taken its place.' : [],
        next_look === null ? 'The sweeper need not look at it.' : `The sweeper looks again at ${moment(next_look)}.`,
        mail_owed === null ? [] : `Mails: people are owed some from ${moment(mail_owed)}.`,
        attempts.length === 0 ? 'No attempt to export it yet.' : attempts.map(attemptLine),
      ].flat(),
      facts: { company_id: name.companyId, request_id: name.requestId, kind: found.request.kind, ...standing },
    };
  },
};
