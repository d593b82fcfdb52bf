import { html as escaped, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { plainLines } from '#web/plain-text.ts';

/** Markup that is safe to send. */
export type Html = HtmlEscapedString;

/** What a template takes: text is cleaned and escaped, markup goes in as it is, null leaves a gap. */
export type Child = string | number | Html | null | readonly Child[];

const clean = (child: Child): Child => {
  if (typeof child === 'string') return plainLines(child);
  return Array.isArray(child) ? child.map(clean) : child;
};

/** Template for markup. Nothing typed by a person can leave its place in it, be seen where it is not, or hide. */
export const html = (strings: TemplateStringsArray, ...children: readonly Child[]): Html => {
  const markup = escaped(strings, ...children.map(clean));
  if (markup instanceof Promise) throw new TypeError('A page is made of values, not of promises.');
  return markup;
};

/** For constants of this project only. */
export const trusted = (markup: string): Html => raw(markup);
