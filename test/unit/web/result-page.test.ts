import { describe, expect, it } from 'vitest';
import { requestStatus, type Request } from '#domain/request.ts';
import { aPerson } from '#test/support/records.ts';
import { resultPage } from '#web/result-page.ts';
import { elements, textOf } from './markup.ts';
import { accepted, anAcceptance, anAttempt, aReceipt, aRequest, aResultView } from './views.ts';

const pageOf = (over: Partial<Request>): string => resultPage(aResultView({ request: aRequest(over) }));
const decision = accepted();

describe('the page of a request that was decided', () => {
  it('shows who decided what, when and through which door', () => {
    const text = textOf(pageOf({ status: 'exporting', decision }));
    expect(text).toContain('Accepted: the export to Tryton is on its way');
    expect(text).toContain(
      'Decision Accepted Decided by Aaron Approver (aaron@example.com) Decided 2026-11-24 08:15 UTC',
    );
    expect(text).toContain('Decided through the link in the mail');
    expect(text).toContain('Job ID P-042');
  });

  it('shows the receipt with a link to the job', () => {
    const page = resultPage(aResultView());
    expect(textOf(page)).toContain('Done: exported to Tryton');
    expect(textOf(page)).toContain('Job in the ERP P-042 ID within the ERP 4711');
    const [link] = elements(page, 'a');
    expect(link?.get('href')).toBe('https://tryton.example.com/jobs/4711');
    expect(link?.get('rel')).toContain('noreferrer');
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'no address', ''])(
    'makes no link of %j',
    (url) => {
      const exports = [anAttempt({ receipt: aReceipt({ url }) })];
      expect(elements(pageOf({ status: 'synced', decision, exports }), 'a')).toEqual([]);
    },
  );

  it('warns of an unknown outcome: nobody may enter the job by hand', () => {
    const text = textOf(pageOf({ status: 'exporting', decision, exports: [anAttempt({ outcome: 'unknown' })] }));
    expect(text).toContain('Tryton did not answer');
    expect(text).toContain('This is being checked. Do not enter it by hand.');
  });

  it('says that an ERP out of reach is tried again', () => {
    const exports = [anAttempt({ outcome: 'unavailable', message: 'Connection refused' })];
    const text = textOf(pageOf({ status: 'exporting', decision, exports }));
    expect(text).toContain(
      'the export waits for Tryton Nothing has been written yet: the ERP cannot be reached, or is busy',
    );
    expect(text).toContain('Message of the ERP Connection refused');
  });

  it('shows why the ERP refused and which field it names', () => {
    const exports = [anAttempt({ outcome: 'refused', message: 'The code exists already.', field: 'fields.job_id' })];
    const text = textOf(pageOf({ status: 'failed_to_export', decision, exports }));
    expect(text).toContain('Message of the ERP The code exists already. Field to correct Job ID');
  });

  it('shows the reason of a rejection', () => {
    const rejected = accepted({ kind: 'reject', fields: {}, reason: 'No VAT.\nSee contract.', via: 'api' });
    const text = textOf(pageOf({ status: 'rejected', decision: rejected }));
    expect(text).toContain('Decision Rejected');
    expect(text).toContain('Reason No VAT. See contract.');
    expect(text).toContain('the ERP Integrations tool');
  });

  it.each([
    ['retrieved', 'Withdrawn by the sender'],
    ['expired', 'Expired: nobody decided in time'],
    ['ready_to_export', 'Expired: nobody decided in time'],
    ['ready_to_update', 'Expired: nobody decided in time'],
  ] as const)('explains a request that ended %s', (status, title) => {
    expect(textOf(pageOf({ status }))).toContain(title);
  });

  it.each(requestStatus.options)('never asks for a decision again (%s)', (status) => {
    const page = pageOf({ status });
    expect(elements(page, 'h1')).toHaveLength(1);
    expect(elements(page, 'form')).toEqual([]);
    expect(page).not.toContain('check-code');
  });

  it('offers the latest state while it may change, without naming the address', () => {
    const hrefs = (status: Request['status']) =>
      elements(pageOf({ status, decision }), 'a').map((link) => link.get('href'));
    expect(hrefs('exporting')).toEqual(['']);
    expect(hrefs('rejected')).toEqual([]);
  });

  it('tells a visitor who came too late that the own decision was not stored', () => {
    const late = resultPage(aResultView({ cameTooLate: true }));
    expect(textOf(late)).toContain('Your decision was not stored');
    expect(late).toContain('role="alert"');
    expect(textOf(resultPage(aResultView()))).not.toContain('not stored');
  });

  it('says that a newer request has replaced it, and what is different there', () => {
    const difference = [{ field: 'project.name', before: 'Harbour Bridge', after: 'Harbour Tunnel' }];
    const text = textOf(resultPage(aResultView({ supersededBy: { difference } })));
    expect(text).toContain('A newer request has replaced this one.');
    expect(text).toContain('1 change in the newer request Name before Harbour Bridge now Harbour Tunnel');
    expect(textOf(resultPage(aResultView({ supersededBy: { difference: [] } })))).not.toContain('0 changes');
  });

  it('explains what to do next where a newer one has replaced it, whatever became of this one', () => {
    const view = aResultView({ request: aRequest({ status: 'expired' }), supersededBy: { difference: [] } });
    expect(textOf(resultPage(view))).toContain(
      'Expired: nobody decided in time A newer request has replaced this one.',
    );
    expect(textOf(resultPage(view))).not.toContain('can send the project again');
  });

  it('shows for whom the decision counts too, in the time of the company', () => {
    const away = [aPerson({ name: 'Bea Away' }), aPerson({ name: 'Ivo Ill' })];
    const request = aRequest({ status: 'exporting', decision: accepted({ on_behalf_of: away }) });
    const text = textOf(resultPage(aResultView({ request, timeZone: 'America/Los_Angeles' })));
    expect(text).toContain('Standing in for Bea Away, Ivo Ill Decided 2026-11-24 00:15 PST');
    expect(text).toContain('Sent 2026-11-23 04:00 PST');
    expect(text).not.toContain('UTC');
  });

  it('carries what an auditor needs: the request and the hash of its data', () => {
    expect(textOf(resultPage(aResultView()))).toContain(
      `Request 42-1 · Data shown (SHA-256): ${aRequest().snapshot_sha256}`,
    );
  });
});

describe('the page of a request that waits for further accepts', () => {
  const request = aRequest({ accepted_by: [anAcceptance({ on_behalf_of: [aPerson({ name: 'Bea Away' })] })] });

  it('says how many more must accept, and who has', () => {
    const page = resultPage(aResultView({ request, acceptsMissing: 2 }));
    const text = textOf(page);
    expect(text).toContain('You have accepted; 2 more must accept');
    expect(text).toContain('Accepted so far Aaron Approver (aaron@example.com), standing in for Bea Away, 2026-11-24');
    expect(text).not.toContain('Expired');
    expect(elements(page, 'a').map((link) => link.get('href'))).toEqual(['']);
    expect(elements(page, 'form')).toEqual([]);
  });

  it('says that the accept stays when another decision came after it', () => {
    const text = textOf(resultPage(aResultView({ request, acceptsMissing: 1, cameTooLate: true })));
    expect(text).toContain('Your decision was not stored: you have accepted already');
  });

  it('still names those who accepted when the last one has decided', () => {
    const exporting = { ...request, status: 'exporting', decision: accepted() } as const;
    expect(textOf(resultPage(aResultView({ request: exporting })))).toContain('Accepted before that Aaron Approver');
  });
});
