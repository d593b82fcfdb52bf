import { describe, expect, it } from 'vitest';
import { aPerson, aRequest, aSnapshot } from '#test/support/records.ts';
import { approvalMail } from '#web/approval-mail.ts';
import { elements, tagsOf, textOf } from './markup.ts';
import { aMailView, LINK } from './views.ts';

const times = (text: string, part: string): number => text.split(part).length - 1;

describe('the mail that asks an approver to decide', () => {
  it('goes to the approver and names project and request in its subject', () => {
    const { to, subject } = approvalMail(aMailView());
    expect(to).toBe('aaron@example.com');
    expect(subject).toBe('Approval needed: Harbour Bridge (42-1)');
    expect(approvalMail(aMailView({ request: aRequest({ kind: 'update' }) })).subject).toBe(
      'Update to approve: Harbour Bridge (42-1)',
    );
  });

  it('keeps its subject short and on one line', () => {
    const { subject } = approvalMail(
      aMailView({ request: aRequest({ project_name: `Bridge\r\nBcc: x@example.com ${'😀'.repeat(900)}` }) }),
    );
    expect(subject).not.toMatch(/[\r\n]/);
    expect(Array.from(subject).length).toBeLessThan(150);
    expect(subject).toMatch(/^Approval needed: Bridge Bcc: x@example\.com 😀+… \(42-1\)$/u);
  });

  it('names the request when the project has no name that can be seen', () => {
    expect(approvalMail(aMailView({ request: aRequest({ project_name: '\u200b\u202e' }) })).subject).toContain(
      'Request 42-1',
    );
  });

  it('says in both parts what is asked, by whom and until when', () => {
    const { text, html } = approvalMail(aMailView());
    for (const part of [text.replace(/:? *\n|: /g, ' '), textOf(html)]) {
      expect(part).toContain('Harbour Bridge');
      expect(part).toContain('Total value 1,250,000.50');
      expect(part).toContain('Dates 2026-12-01 to 2028-06-30');
      expect(part).toContain('ERP Tryton · Main ERP');
      expect(part).toContain('Sent by Paula Sender (paula@example.com)');
      expect(part).toContain('Decide by 2026-11-24 12:00 UTC');
      expect(part).toContain('Note Please before Monday.');
      expect(part).toContain('The link leads to erp.example.com.');
    }
  });

  it('carries the one link once in each part, and no decision', () => {
    const { text, html, subject } = approvalMail(aMailView());
    expect(times(text, LINK)).toBe(1);
    expect(times(html, LINK)).toBe(1);
    expect(elements(html, 'a').map((link) => link.get('href'))).toEqual([LINK]);
    expect(times(text + html, 'http')).toBe(2);
    expect(subject).not.toContain('http');
    expect(LINK).not.toMatch(/accept|reject|\?/);
  });

  it('loads nothing: no image, no style sheet, no script', () => {
    const { html } = approvalMail(aMailView());
    expect(html).not.toMatch(/src=|url\(|@import|<link|<img|<script|<style/i);
    expect(tagsOf(html).every(({ attributes }) => !attributes.has('background'))).toBe(true);
  });

  it('lists the first changes of an update and counts the rest', () => {
    const difference = Array.from({ length: 15 }, (_, index) => ({
      field: `cost_codes.01-${index}`,
      before: null,
      after: { name: `Code ${index}`, line_item_types: [] },
    }));
    const request = aRequest({ kind: 'update' });
    const { text, html } = approvalMail(aMailView({ request, difference }));
    expect(text).toContain('15 changes since the last sync\n- Cost code 01-0: not set -> Code 0\n');
    expect(text).toContain('- and 3 more\n');
    expect(text).not.toContain('Code 12');
    expect(textOf(html)).toContain('Cost code 01-11 before not set now Code 11');
    expect(textOf(html)).toContain('and 3 more');
    const { text: created } = approvalMail(aMailView({ difference }));
    expect(created).not.toContain('changes');
  });

  it('cuts long texts and leaves out empty ones', () => {
    const { text } = approvalMail(
      aMailView({
        request: aRequest({ note: 'x'.repeat(2_000) }),
        snapshot: aSnapshot({ project: { customer: ' \u200b ' } }),
      }),
    );
    expect(text).toContain(`Note: ${'x'.repeat(299)}…\n`);
    expect(text).not.toContain('Customer');
  });

  it('is the same for equal input, so that a repeated mail is the same mail', () => {
    expect(approvalMail(aMailView())).toEqual(approvalMail(aMailView()));
    expect(approvalMail(aMailView({ approver: aPerson({ email: 'b@example.com' }) })).to).toBe('b@example.com');
  });
});
