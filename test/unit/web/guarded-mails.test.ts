import { describe, expect, it } from 'vitest';
import { mailKind } from '#domain/mailing.ts';
import { requestMail } from '#web/mails/request-mail.ts';
import { aMailView } from './mail-views.ts';
import { textOf } from './markup.ts';
import { everyMail } from './states/mails.ts';
import { ORDINARY } from './states/material.ts';
import { LINK } from './views.ts';

const MARKER = 'Zyx';
const guarded = Object.entries(everyMail({ ...ORDINARY, text: MARKER, code: MARKER })).filter(([name]) =>
  name.includes('guarded'),
);

describe.each(guarded)('the mail "%s"', (_, render) => {
  it('tells nothing that people typed or the ERP said: no name, no value, no time', () => {
    const { subject, text, html } = render();
    for (const part of [subject, text, textOf(html), html]) {
      expect(part).not.toContain(MARKER);
      expect(part).not.toMatch(/paula@|\d{4}-\d\d|\d,\d{3}/i);
    }
  });
});

describe.each(mailKind.options)('a guarded mail of the kind %s', (kind) => {
  const mailOf = (url: string | null) => requestMail(aMailView(kind, { isGuarded: true, url }));

  it('names the request and the ERP, as the page does before a sign-in', () => {
    const { subject, text } = mailOf(LINK);
    expect(subject).toMatch(/ request 42-1\b/);
    expect(text).toMatch(/^Send to ERP: Request 42-1\n/);
    expect(text).toContain('\nERP: Tryton\n');
  });

  it('leads whoever has a link to the sign-in, and says where else to look to whoever has none', () => {
    expect(mailOf(LINK).text).toContain(
      `sign in as the person whom the mail was sent to.\n\nERP: Tryton\n\nSign in to look at it:\n${LINK}\n`,
    );
    expect(mailOf(null).text).toContain('The ERP Integrations tool does.');
    expect(mailOf(null).text).not.toMatch(/http|[Ss]ign in/);
  });

  it('tells what happened otherwise than every other kind', () => {
    const others = mailKind.options.filter((other) => other !== kind);
    const said = others.map((other) => requestMail(aMailView(other, { isGuarded: true })));
    expect(said.map(({ subject }) => subject)).not.toContain(mailOf(LINK).subject);
  });
});
