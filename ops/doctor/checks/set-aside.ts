import type { Check } from '#ops/doctor/check.ts';
import { fault } from '#ops/doctor/finding.ts';
import { messagesIn } from '#ops/doctor/queue.ts';
import type { Deployed } from '#ops/doctor/subject.ts';

/** Whether anything was set aside: docs/operations.md, "What is set aside". */
export const setAsideCheck: Check<Deployed> = {
  name: 'set-aside',
  permissions: ['sqs:GetQueueAttributes'],
  run: async (deployed) => {
    const messages = await messagesIn(deployed, deployed.output('SetAsideUrl'));
    if (messages === 0) return [];
    if (messages === null) {
      return [
        fault('The queue of what is set aside is gone.', 'Deploy this checkout after removing it from the stack.'),
      ];
    }
    const what = `${messages === 1 ? 'A message is' : `${messages} messages are`} set aside: mails that failed five times, or messages that cannot be read.`;
    const todo =
      'npm run ops -- redrive lists each with what is the matter. The log of the function send-mails has the cause; when it is mended, redrive --yes.';
    return [fault(what, todo)];
  },
};
