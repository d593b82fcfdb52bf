import { describe, expect, it } from 'vitest';
import { aPerson, aSnapshot } from '#test/support/records.ts';
import { requestMail } from '#web/mails/request-mail.ts';
import { aMailView } from './mail-views.ts';
import { textOf } from './markup.ts';
import { anAcceptance, aRequest, rejected } from './views.ts';

const update = aRequest({ kind: 'update', status: 'ready_to_update' });
const mailOf = (over: Parameters<typeof aMailView>[1] = {}) => requestMail(aMailView('approval', over));

describe('the mail that asks an approver to decide', () => {
  it('says in its subject what is asked', () => {
    expect(mailOf().subject).toBe('Approval needed: Harbour Bridge (42-1)');
    expect(mailOf({ request: update }).subject).toBe('Update to approve: Harbour Bridge (42-1)');
    const sinceReject = { decision: rejected(), difference: [] };
    expect(mailOf({ sinceReject }).subject).toBe('Corrected, approval needed: Harbour Bridge (42-1)');
  });

  it('says in both parts what is asked, by whom and until when', () => {
    const { text, html } = mailOf();
    for (const part of [text.replace(/:? *\n|: /g, ' '), textOf(html)]) {
      expect(part).toContain('Harbour Bridge');
      expect(part).toContain('If you accept it, it is exported to Tryton as a job.');
      expect(part).toContain('Total value 1,250,000.50');
      expect(part).toContain('Dates 2026-12-01 to 2028-06-30');
      expect(part).toContain('ERP Tryton · Main ERP');
      expect(part).toContain('Sent by Paula Sender (paula@example.com)');
      expect(part).toContain('Sent 2026-11-23 12:00 UTC');
      expect(part).toContain('Decide by 2026-11-24 12:00 UTC');
      expect(part).toContain('Note Please before Monday.');
      expect(part).toContain('Opening it decides nothing.');
    }
  });

  it('tells times as the company reads them', () => {
    const { text } = mailOf({ timeZone: 'America/Los_Angeles' });
    expect(text).toContain('Decide by: 2026-11-24 04:00 PST');
    expect(text).not.toContain('UTC');
  });

  it('lists the first changes of an update and counts the rest', () => {
    const sinceSync = Array.from({ length: 15 }, (_, index) => ({
      field: `cost_codes.01-${index}`,
      before: null,
      after: { name: `Code ${index}`, line_item_types: [] },
    }));
    const { text, html } = mailOf({ request: update, sinceSync });
    expect(text).toContain('15 changes since the last sync\n- Cost code 01-0: not set -> Code 0\n');
    expect(text).toContain('- and 3 more\n');
    expect(text).not.toContain('Code 12');
    expect(textOf(html)).toContain('Cost code 01-11 before not set now Code 11');
    expect(textOf(html)).toContain('and 3 more');
    expect(mailOf({ request: update }).text).toContain('Nothing has changed since the last sync.');
    expect(mailOf({ sinceSync }).text).not.toContain('changes');
  });

  it('quotes why the request before was rejected, by whom and when, and what has changed since', () => {
    const decision = rejected({ reason: 'No VAT.\nSee contract.', on_behalf_of: [aPerson({ name: 'Bea Away' })] });
    const difference = [{ field: 'project.total_value', before: 1, after: 2 }];
    const { text, html } = mailOf({ sinceReject: { decision, difference } });
    expect(text).toContain(
      'The request before this one was rejected\nReason: No VAT. See contract.\n' +
        'Rejected by: Aaron Approver (aaron@example.com), standing in for Bea Away\nRejected: 2026-11-24 08:15 UTC\n',
    );
    expect(text).toContain('1 change since it was rejected\n- Total value: 1.00 -> 2.00\n');
    expect(textOf(html)).toContain('Reason No VAT. See contract. Rejected by');
    const same = mailOf({ sinceReject: { decision, difference: [] } });
    expect(same.text).toContain('Nothing has changed since it was rejected.');
  });

  it('says who has accepted and how many are missing, where several must', () => {
    const request = aRequest({ accepted_by: [anAcceptance()] });
    const { text } = mailOf({ request, acceptsMissing: 2 });
    expect(text).toContain(
      'Accepted by: Aaron Approver (aaron@example.com), 2026-11-24 08:15 UTC\nAccepts: 2 more needed\n',
    );
    expect(mailOf().text).not.toContain('Accepts');
  });

  it('cuts long texts and leaves out empty ones', () => {
    const { text } = mailOf({
      request: aRequest({ note: 'x'.repeat(2_000) }),
      snapshot: aSnapshot({ project: { customer: ' \u200b ' } }),
    });
    expect(text).toContain(`Note: ${'x'.repeat(299)}…\n`);
    expect(text).not.toContain('Customer');
  });
});

describe('the mail that reminds an approver', () => {
  const request = aRequest({
    reminder_times: ['2026-11-23T17:30:00.000Z', '2026-11-25T12:00:00.000Z', '2026-11-28T12:00:00.000Z'],
  });
  const reminder = (nth: number) => requestMail(aMailView('reminder', { request }, { nth }));

  it.each([
    [1, '5 hours'],
    [2, '2 days'],
    [3, '5 days'],
  ])('number %i says how long the request has waited: %s', (nth, waited) => {
    expect(reminder(nth).text).toContain(`This project has waited for your decision for ${waited}.`);
  });

  it('says which one it is, and until when there is time', () => {
    expect(reminder(1).subject).toBe('Reminder: Harbour Bridge waits for your decision (42-1)');
    expect(reminder(1).text).not.toContain('This is reminder');
    expect(reminder(2).text).toContain('This is reminder 2.');
    expect(reminder(1).text).toContain('Decide by: 2026-11-24 12:00 UTC');
  });
});
