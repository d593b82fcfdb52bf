import { describe, expect, it } from 'vitest';
import { mailKind } from '#domain/mailing.ts';
import { aPerson } from '#test/support/records.ts';
import type { RequestMailView } from '#web/mails/request-lines.ts';
import { requestMail } from '#web/mails/request-mail.ts';
import { elements, tagsOf, textOf } from './markup.ts';
import { aMailView } from './mail-views.ts';
import { aRequest, LINK } from './views.ts';
import { everyMail } from './states/mails.ts';
import { ORDINARY } from './states/material.ts';

const times = (text: string, part: string): number => text.split(part).length - 1;

describe.each(Object.entries(everyMail(ORDINARY)))('the mail "%s"', (name, render) => {
  const { to, subject, text, html } = render();

  it('goes to one address, under a subject of one short line', () => {
    expect(to).toBe('paula@example.com');
    expect(subject).not.toMatch(/[\r\n]/);
    expect(Array.from(subject).length).toBeLessThanOrEqual(150);
  });

  it('says the same in both parts', () => {
    const shown = textOf(html);
    const lines = text
      .split('\n')
      .slice(1)
      .filter((line) => line !== '' && !line.startsWith('http'));
    for (const line of lines) {
      for (const part of line.replace(/^- /, '').split(/: | -> |:$/)) expect(shown, line).toContain(part.trim());
    }
  });

  it('carries at most one link, to this service, and no decision', () => {
    const hrefs = elements(html, 'a').map((link) => link.get('href'));
    const inText = text.match(/https?:\S+/g) ?? [];
    expect(hrefs).toEqual(inText);
    if (!name.startsWith('digest')) expect(hrefs.length).toBeLessThanOrEqual(1);
    for (const href of hrefs) expect(href).toMatch(/^https:\/\/(erp\.example\.com|1\.2\.3\.4)\//);
    expect(times(html, 'http')).toBe(hrefs.length);
    expect(tagsOf(html).some(({ name: tag }) => ['form', 'button', 'input'].includes(tag))).toBe(false);
  });

  it('loads nothing: no image, no style sheet, no script', () => {
    expect(html).not.toMatch(/src=|url\(|@import|<link|<img|<script|<style/i);
    expect(tagsOf(html).every(({ attributes }) => !attributes.has('background'))).toBe(true);
  });

  it('is the same for equal input, so that a repeated mail is the same mail', () => {
    expect(render()).toEqual({ to, subject, text, html });
  });
});

describe.each(mailKind.options)('a mail of the kind %s', (kind) => {
  const mailOf = (over: Partial<RequestMailView> = {}) => requestMail(aMailView(kind, over));

  it('goes to whom it is owed', () => {
    const to = aPerson({ id: 'x', email: 'bea@example.com' });
    expect(requestMail(aMailView(kind, {}, { to })).to).toBe('bea@example.com');
  });

  it('keeps project and request in its subject, however long the name is', () => {
    expect(mailOf().subject).toMatch(/^[A-Z].*Harbour Bridge.*\(42-1\)$/);
    const id = '9007199254740991-999999999';
    const { subject } = mailOf({
      request: aRequest({ id, project_name: `Bridge\r\nBcc: x@example.com ${'😀'.repeat(900)}` }),
    });
    expect(Array.from(subject).length).toBeLessThanOrEqual(150);
    expect(subject).toMatch(/Bridge Bcc: x@example\.com 😀+… .*\(9007199254740991-999999999\)$/u);
  });

  it('names the request when the project has no name that can be seen', () => {
    expect(mailOf({ request: aRequest({ project_name: '\u200b\u202e' }) }).subject).toContain('Request 42-1');
  });

  it('has no link for whoever has none', () => {
    const { text, html } = mailOf({ url: null });
    expect(text + html).not.toContain('http');
    expect(text).not.toContain('The link leads to');
  });
});

describe.each(mailKind.options.filter((kind) => kind !== 'escalation'))(
  'a mail of the kind %s to somebody with a link',
  (kind) => {
    it('has it once in its text, and names its host', () => {
      const { text } = requestMail(aMailView(kind));
      expect(times(text, LINK)).toBe(1);
      expect(text).toContain('The link leads to erp.example.com. It is meant for you alone');
    });
  },
);
