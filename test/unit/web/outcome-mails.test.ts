import { describe, expect, it } from 'vitest';
import { anApprover, aPerson } from '#test/support/records.ts';
import { requestMail } from '#web/mails/request-mail.ts';
import { aMailView } from './mail-views.ts';
import { textOf } from './markup.ts';
import {
  accepted,
  aFailedRequest,
  anAcceptance,
  anAttempt,
  aReceipt,
  aRequest,
  aSyncedRequest,
  openedOn,
  rejected,
} from './views.ts';

const toSender = { to: aPerson() };
const bea = aPerson({ id: 'bea', name: 'Bea Away', email: 'bea@example.com' });

describe('the mail to whom the policy names when nobody has decided', () => {
  const { subject, text, html } = requestMail(aMailView('escalation', { waitingFor: [bea, aPerson({ name: 'Ivo' })] }));

  it('says who was asked and has not answered, until when, and what happens then', () => {
    expect(subject).toBe('Nobody has decided: Harbour Bridge (42-1)');
    expect(text).toContain('Asked, and has not answered: Bea Away (bea@example.com)\n');
    expect(text).toContain('Asked, and has not answered: Ivo (paula@example.com)\n');
    expect(text).toContain('Decide by: 2026-11-24 12:00 UTC');
    expect(textOf(html)).toContain(
      'the request expires: nothing is exported, and the sender must send the project again.',
    );
  });

  it('has no link, not even where the recipient would have one', () => {
    expect(text + html).not.toContain('http');
  });

  it('names the first of many and counts the rest', () => {
    const waitingFor = Array.from({ length: 25 }, () => bea);
    expect(requestMail(aMailView('escalation', { waitingFor })).text).toContain('and 5 more\n');
  });
});

describe('the mail about a request that expired', () => {
  const request = aRequest({ status: 'expired' });

  it('tells the sender what can be done', () => {
    const { subject, text } = requestMail(aMailView('expired', { request, url: null }, toSender));
    expect(subject).toBe('Expired: Harbour Bridge (42-1)');
    expect(text).toContain('so your project was not exported to Tryton.');
    expect(text).toContain('You can send the project again at any time');
    expect(text).toContain('To be decided by: 2026-11-24 12:00 UTC');
    expect(text).not.toContain('Decide by');
  });

  it('tells an approver that there is nothing to do', () => {
    const { text } = requestMail(aMailView('expired', { request }));
    expect(text).toContain('There is nothing to do.');
    expect(text).not.toContain('your project');
    expect(text).not.toContain('You accept or reject');
  });
});

describe('the mail about a request that was rejected', () => {
  const decision = rejected({ reason: 'No VAT.', on_behalf_of: [bea] });
  const request = aRequest({ status: 'rejected', decision });

  it('tells the sender why, by whom, and what to do', () => {
    const { subject, text } = requestMail(aMailView('rejected', { request, url: null }, toSender));
    expect(subject).toBe('Rejected: Harbour Bridge (42-1)');
    expect(text).toContain(
      'Reason: No VAT.\nRejected by: Aaron Approver (aaron@example.com), standing in for Bea Away\nRejected: 2026-11-24 08:15 UTC\n',
    );
    expect(text).toContain('Correct the project as the reason says and send it again.');
    expect(text).not.toContain('stays as it was');
    const update = { ...request, kind: 'update' } as const;
    expect(requestMail(aMailView('rejected', { request: update }, toSender)).text).toContain(
      'The job in Tryton stays as it was.',
    );
  });

  it('tells those who had accepted, in short', () => {
    const { text } = requestMail(aMailView('rejected', { request }, { to: bea }));
    expect(text).toContain('A project that you had accepted was rejected. Nothing is exported.');
    expect(text).toContain('Reason: No VAT.');
    expect(text).not.toContain('Total value');
    expect(text).not.toContain('send it again');
  });
});

describe('the mail about a reject, to whoever made it', () => {
  it('says so, in case it was somebody else', () => {
    const request = aRequest({ status: 'rejected', decision: rejected() });
    for (const to of [anApprover(), anApprover({ id: 'aaron-2', email: 'Aaron@Example.com' })]) {
      const { text } = requestMail(aMailView('rejected', { request }, { to }));
      expect(text).toContain('You rejected this project. If that was not you, somebody else has your link');
      expect(text).not.toContain('you had accepted');
    }
  });
});

describe('the mail to an approver who need not decide any more', () => {
  it('R14: says who rejected and why, in short, and asks for nothing', () => {
    const request = aRequest({ status: 'rejected', decision: rejected({ reason: 'No VAT.' }) });
    const { subject, text } = requestMail(aMailView('closed', { request }, { to: bea }));
    expect(subject).toBe('No decision needed any more: Harbour Bridge (42-1)');
    expect(text).toContain('A project that waited for your decision was rejected by another approver.');
    expect(text).toContain('There is nothing to do.');
    expect(text).toContain('Reason: No VAT.\nRejected by: Aaron Approver (aaron@example.com)\n');
    expect(text).not.toContain('Total value');
    expect(text).not.toContain('You accept or reject');
  });
});

describe('the receipt', () => {
  const first = anAcceptance({ by: bea });
  const request = aSyncedRequest({ accepted_by: [first] });
  const { subject, text, html } = requestMail(aMailView('synced', { request, url: null }, toSender));

  it('tells job id, internal id, when, and by whom it was accepted', () => {
    expect(subject).toBe('Exported: Harbour Bridge (42-1)');
    expect(text).toContain('The project was exported to Tryton as a job.');
    expect(text).toContain('Job in the ERP: P-042\nID within the ERP: 4711\nWritten: 2026-11-24 08:15 UTC\n');
    expect(text).toContain('Accepted by: Bea Away (bea@example.com), 2026-11-24 08:15 UTC\n');
    expect(text).toContain('Accepted by: Aaron Approver (aaron@example.com), 2026-11-24 08:15 UTC\n');
  });

  it('does not lead to the ERP: links in mails lead to this service only', () => {
    expect(aReceipt().url).toContain('tryton.example.com');
    expect(text + html).not.toContain('tryton.example.com');
  });

  it('says so when a job was changed', () => {
    const update = { ...request, kind: 'update' } as const;
    expect(requestMail(aMailView('synced', { request: update })).text).toContain('The job in Tryton was changed.');
  });
});

describe('the mail about an export that failed', () => {
  it('tells an approver what the ERP said, and leads to where it can be corrected', () => {
    const { subject, text } = requestMail(aMailView('failed', { request: aFailedRequest() }, { nth: 1 }));
    expect(subject).toBe('Export failed: Harbour Bridge (42-1)');
    expect(text).toContain(
      'Message of the ERP: The code exists already.\nField to correct: Job ID\nFailed: 2026-11-24 08:15 UTC\n',
    );
    expect(text).toContain('Follow the link to correct what the ERP names and try again, or to reject.');
    expect(text).toContain('Correct and try again:\nhttps://erp.example.com/approvals/');
  });

  it('names a field as its connector does, and a field of the project in our words', () => {
    const named = (field: string): string =>
      requestMail(
        aMailView('failed', {
          request: aFailedRequest({}, { field }),
          acceptFields: [{ ...openedOn, key: 'std_period', label: 'Accounting period' }],
        }),
      ).text;
    expect(named('fields.std_period')).toContain('Field to correct: Accounting period\n');
    expect(named('fields.other_thing')).toContain('Field to correct: Other thing\n');
    expect(named('project.start_date')).toContain('Field to correct: Start date\n');
  });

  it('tells the sender that an approver must act', () => {
    const { text } = requestMail(
      aMailView('failed', { request: aFailedRequest(), url: null }, { ...toSender, nth: 1 }),
    );
    expect(text).toContain('An approver must act now');
    expect(text).not.toContain('Follow the link');
  });

  it('says so when it failed again, and when the ERP gave no reason', () => {
    const exports = [anAttempt({ outcome: 'refused' }), anAttempt({ outcome: 'refused', message: null })];
    const request = aFailedRequest({ decision: accepted(), exports });
    const { subject, text } = requestMail(aMailView('failed', { request }, { nth: 2 }));
    expect(subject).toBe('Export failed again: Harbour Bridge (42-1)');
    expect(text).toContain('Message of the ERP: The ERP gave no reason.');
  });
});
