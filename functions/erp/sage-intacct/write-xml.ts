/** An element to be written: whatever is text in it is escaped. */
export interface Element {
  readonly name: string;
  readonly content: string | readonly Element[];
  readonly attributes?: Readonly<Record<string, string>>;
}

/** What no XML 1.0 document may hold, not even escaped (Char, 2.2): most control characters, halves of surrogate pairs, U+FFFE and U+FFFF. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** The text without the characters that XML cannot carry. */
export const carriable = (text: string): string => text.replace(FORBIDDEN, '');

/** Readers take a written tab or line break in an attribute for a space, and a carriage return for a line feed. */
const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** The text as it stands in an element or an attribute. */
export const escaped = (text: string): string =>
  carriable(text).replace(/[&<>"'\t\n\r]/g, (character) => ESCAPED[character] ?? '');

export const element = (name: string, content: Element['content'], attributes?: Element['attributes']): Element => ({
  name,
  content,
  ...(attributes !== undefined && { attributes }),
});

/** One element per value, in the order of the record. */
export const elements = (values: Readonly<Record<string, string>>): Element[] =>
  Object.entries(values).map(([name, text]) => element(name, text));

/** The element as XML text. */
export const writeXml = ({ name, content, attributes = {} }: Element): string => {
  const head = Object.entries(attributes).map(([key, text]) => ` ${key}="${escaped(text)}"`);
  const body = typeof content === 'string' ? escaped(content) : content.map(writeXml).join('');
  return `<${name}${head.join('')}>${body}</${name}>`;
};
