import type { Mail } from '#domain/telling.ts';
import { texts } from '#web/language.ts';
import type { Block, Draft } from '#web/mails/draft.ts';
import { htmlPart } from '#web/mails/html-part.ts';
import { textPart } from '#web/mails/text-part.ts';
import { excerpt, plainText } from '#web/plain-text.ts';

/** Of more, clients show nothing and servers may break the line. */
const LONGEST_SUBJECT = 150;

/** Where the links lead, so that a false one stands out; what can be decided there; and what we never ask for. */
const closingOf = (blocks: readonly Block[], decides: boolean): string[] => {
  const { decideThere, host, hostOfMany, notExpected, digest } = texts.mails;
  const urls = blocks.flatMap((block) => (block.kind === 'link' ? [block.url] : []));
  const [first] = urls;
  if (first === undefined) return [notExpected];
  const many = urls.length > 1;
  return [
    ...(decides ? [many ? digest.decideThere : decideThere] : []),
    (many ? hostOfMany : host)(new URL(first).host),
    notExpected,
  ];
};

/** One mail in two parts that say the same. */
export const mail = (to: string, { subject, title, lead, blocks, decides = false }: Draft): Mail => {
  const present = blocks.filter((block) => block !== null);
  const closing = closingOf(present, decides);
  return {
    to,
    subject: excerpt(plainText(subject), LONGEST_SUBJECT),
    text: textPart(title, lead, present, closing),
    html: htmlPart(title, lead, present, closing),
  };
};
