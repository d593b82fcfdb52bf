import { describe, expect, it } from 'vitest';
import { calendar } from '#domain/calendar.ts';
import { anIntegration } from '#test/support/records.ts';
import { digestMail } from '#web/mails/digest.ts';
import { aDigest } from './mail-views.ts';
import { elements, textOf } from './markup.ts';
import { aRequest } from './views.ts';

const item = (id: string) => ({
  request: aRequest({ id, project_name: `Project ${id}` }),
  url: `https://erp.example.com/approvals/${id}`,
  isGuarded: false,
});

describe('the list of what waits for an approver', () => {
  const { to, subject, text, html } = digestMail(aDigest({ waiting: [item('7-1'), item('8-2')], more: 3 }));

  it('goes to the approver and counts what waits', () => {
    expect(to).toBe('aaron@example.com');
    expect(subject).toBe('5 projects wait for your decision (Main ERP)');
    expect(digestMail(aDigest()).subject).toBe('1 project waits for your decision (Main ERP)');
  });

  it('tells of each project what it is worth, who sent it, since when it waits and until when', () => {
    expect(text).toContain(
      'Project: Project 7-1\nTotal value: 1,250,000.50\nSent by: Paula Sender (paula@example.com)\n' +
        'Waiting since: 2026-11-23 12:00 UTC\nDecide by: 2026-11-24 12:00 UTC\n\n' +
        'Look at request 7-1:\nhttps://erp.example.com/approvals/7-1\n',
    );
    expect(textOf(html)).toContain('Project Project 8-2 Total value 1,250,000.50');
    expect(
      digestMail(aDigest({ waiting: [{ ...item('1-1'), request: aRequest({ total_value: null }) }] })).text,
    ).toContain('Total value: not stated');
  });

  it('keeps their order, gives each its own link, and counts what is not listed', () => {
    const hrefs = elements(html, 'a').map((link) => link.get('href'));
    expect(hrefs).toEqual(['https://erp.example.com/approvals/7-1', 'https://erp.example.com/approvals/8-2']);
    expect(text.indexOf('7-1')).toBeLessThan(text.indexOf('8-2'));
    expect(text).toContain('\nand 3 more\n');
    expect(text).toContain('The links lead to erp.example.com. They are meant for you alone');
  });

  it('says of a project that asks for a sign-in only that it waits', () => {
    const [open, guarded] = [item('7-1'), { ...item('8-2'), isGuarded: true }];
    const mixed = digestMail(aDigest({ waiting: [open, guarded] }));
    expect(mixed.text).toContain('Project: Project 7-1\nTotal value: 1,250,000.50');
    expect(mixed.text).toContain(
      'Project: shown after you have signed in\n\nLook at request 8-2:\nhttps://erp.example.com/approvals/8-2\n',
    );
    const { subject, text, html } = digestMail(aDigest({ waiting: [guarded] }));
    for (const part of [subject, text, textOf(html)]) {
      expect(part).not.toMatch(/Project 8-2|1,250,000|Paula|2026/);
    }
  });

  it('tells times as the company reads them', () => {
    const { policy } = anIntegration();
    const integration = anIntegration({ policy: { ...policy, calendar: calendar.parse({ time_zone: 'Asia/Tokyo' }) } });
    const local = digestMail(aDigest({ integration })).text;
    expect(local).toContain('Waiting since: 2026-11-23 21:00 GMT+9');
    expect(local).not.toContain('UTC');
  });
});
