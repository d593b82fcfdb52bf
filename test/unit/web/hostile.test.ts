import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { approvalMail } from '#web/approval-mail.ts';
import { approvalPage } from '#web/approval-page.ts';
import { plainLines } from '#web/plain-text.ts';
import { resultPage } from '#web/result-page.ts';
import { anyText, HOSTILE } from './hostile-text.ts';
import { elements, skeletonOf, tagsOf, textOf } from './markup.ts';
import { filledWith, LINK } from './views.ts';

/** A text of the same length and lines that means nothing to a browser. */
const harmless = (text: string): string => plainLines(text).replace(/[^\s\-./]/gu, 'x');

const rendered = (text: string): Record<string, string> => {
  const { approval, result, mail } = filledWith(text);
  return { approval: approvalPage(approval), result: resultPage(result), mail: approvalMail(mail).html };
};

const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

const expectHarmless = (text: string): void => {
  const expected = rendered(harmless(text));
  for (const [name, page] of Object.entries(rendered(text))) {
    expect(skeletonOf(page), name).toEqual(skeletonOf(expected[name] ?? ''));
    expect(page, name).not.toMatch(UNSEEN);
    expect(page.isWellFormed(), name).toBe(true);
  }
};

describe('hostile text in every field at once', () => {
  it.each(HOSTILE.map((text) => [text]))('adds no element and no attribute: %j', (text) => {
    expectHarmless(text);
  });

  it('adds no element and no attribute, whatever it is', () => {
    fc.assert(fc.property(anyText, expectHarmless));
  });

  it('can be read as the text it is', () => {
    for (const page of Object.values(rendered('<b>"Ben" & \'Co\'</b>'))) {
      expect(textOf(page)).toContain('<b>"Ben" & \'Co\'</b>');
    }
  });

  it('leaves links only to the place itself, to fields and, in mails, to the one link', () => {
    const { approval = '', result = '', mail = '' } = rendered(HOSTILE.join(' '));
    for (const link of [...elements(approval, 'a'), ...elements(result, 'a')])
      expect(link.get('href')).toMatch(/^(#.+)?$/);
    expect(elements(mail, 'a').map((link) => link.get('href'))).toEqual([LINK]);
  });

  it('never comes to a script, a handler or a foreign resource', () => {
    for (const page of Object.values(rendered(HOSTILE.join('')))) {
      for (const { name, attributes } of tagsOf(page)) {
        expect(['script', 'img', 'iframe', 'object', 'link', 'base', 'svg']).not.toContain(name);
        for (const attribute of attributes.keys()) expect(attribute).not.toMatch(/^on|^src|^action|^formaction/);
      }
    }
  });

  it('keeps the total and the check code in front of every long text', () => {
    const { approval = '' } = rendered('W '.repeat(2_000));
    const before = textOf(approval.slice(approval.indexOf('<h1'), approval.indexOf('id="check-code"')));
    expect(before).toContain('1,250,000.50');
    expect(before.length).toBeLessThan(400);
  });

  it('puts nothing of its own into the headers of a mail', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { subject, to } = approvalMail(filledWith(text).mail);
        expect(subject).not.toMatch(UNSEEN);
        expect(subject).not.toContain('\n');
        expect(subject.length).toBeLessThanOrEqual(250);
        expect(to).toBe('aaron@example.com');
      }),
    );
  });

  it('cannot begin a line of the text part', () => {
    const { text } = approvalMail(filledWith('x\nSent by: The Owner\r\nTotal value: 1.00').mail);
    expect(text.match(/^Sent by: /gm)).toHaveLength(1);
    expect(text.match(/^Total value: /gm)).toHaveLength(1);
  });
});
