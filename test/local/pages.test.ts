import { expect, it } from 'vitest';
import { mailStep, type Stand } from '#local/pages/steps.ts';
import { linkIn } from '#local/walk/walk.ts';

const AT = '2026-11-23T08:00:00.000Z';
const LINK = 'http://127.0.0.1:3000/approvals/token';

const mailTo = (to: string, text: string): Stand['mails'][number] => ({
  to,
  subject: `Mail to ${to}`,
  at: AT,
  page: '/local/mails?number=1',
  link: linkIn({ text }),
});

/** Text of the step as a person reads it. */
const shown = (mail: Stand['mails'][number], isDecided = false): string =>
  mailStep({
    projectId: 1,
    mails: [mail],
    exports: [],
    status: { last_request: { decision: isDecided ? {} : null } } as Stand['status'],
  })
    .toString()
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');

it('an approver’s mail leads to the decision', () => {
  const text = shown(mailTo('approver@example.com', `Please decide: ${LINK}`));
  expect(text).toContain('2. Who gets mail');
  expect(text).toContain('to approver@example.com');
  expect(text).toContain('decide as approver');
  expect(shown(mailTo('approver@example.com', LINK), true)).toContain('look as approver');
});

it('the sender’s mail leads to itself only', () => {
  const text = shown(mailTo('project-admin@example.com', 'Job 26-1 exists: https://erp.example.com/jobs/1'));
  expect(text).toContain('to project-admin@example.com');
  expect(text).not.toContain('as project-admin');
});
