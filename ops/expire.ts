import { expireEarly } from '#domain/life.ts';
import { awaitsDecision } from '#domain/request.ts';
import { changeRequest } from '#ops/change-request.ts';
import type { Command } from '#ops/command.ts';
import { OPERATOR, operatorIn, operatorOption } from '#ops/operator.ts';
import { requestIn, requestOptions } from '#ops/request-name.ts';

/** Ends the wait for a decision before the window is over, for example when nobody is left who could decide. */
export const expireRequest: Command = {
  takes: `<request> ${OPERATOR}`,
  does: 'ends the wait for a decision before its window is over, as if it were: the project can be sent again',
  options: { ...requestOptions, ...operatorOption },
  run: async (world, given) => {
    const operator = operatorIn(given);
    return changeRequest(world, given, await requestIn(world, given), {
      refusal: ({ request, record }) =>
        record !== null && awaitsDecision(request) ? null : 'It does not wait for a decision.',
      would: 'Would end its window now: it expires, and its sender and approvers are told.',
      change: (record) => expireEarly(record, operator, world.clock()),
      did: 'Done: it has expired, and its sender and approvers are told. The project can be sent again.',
    });
  },
};
