import type { Check } from '#ops/doctor/check.ts';
import { CannotCheck, fault } from '#ops/doctor/finding.ts';
import type { Deployed } from '#ops/doctor/subject.ts';

const ANSWER_WITHIN_MS = 5_000;

/** What is overdue is told by this machine's clock, and AWS refuses signatures that are five minutes off. */
const MOST_SECONDS_OFF = 60;

/** Whether this machine and the deployment agree on the time. The header is in whole seconds (RFC 9110, section 6.6.1). */
export const clockCheck: Check<Deployed> = {
  name: 'clock',
  permissions: [],
  run: async (deployed) => {
    const url = `${deployed.output('ApiUrl')}/health`;
    const answer = await deployed.fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }).catch(() => null);
    const there = Date.parse(answer?.headers.get('date') ?? '');
    if (Number.isNaN(there)) {
      throw new CannotCheck('The API told no time to compare this machine with.', 'Mend what the check answers says.');
    }
    const off = Math.round((deployed.clock().getTime() - there) / 1000);
    if (Math.abs(off) <= MOST_SECONDS_OFF) return [];
    const what = `This machine's clock is ${Math.abs(off)} seconds ${off > 0 ? 'ahead of' : 'behind'} the deployment's: what doctor says about times is wrong.`;
    return [fault(what, 'Have this machine synchronise its clock, and run doctor again.')];
  },
};
