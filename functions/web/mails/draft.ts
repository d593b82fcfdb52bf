import type { Difference } from '#domain/difference.ts';
import { fieldLabel, fieldValue } from '#web/field-text.ts';
import { texts } from '#web/language.ts';
import { excerpt, plainText } from '#web/plain-text.ts';

/** Longest typed text in a mail; the page has the whole of it. */
const LONGEST = 300;

/** A mail names the first changes; the page lists all. */
const MOST_CHANGES = 12;

/** A label and what stands beside it, each one harmless line. */
export type Line = readonly [label: string, value: string];

/** One part of a mail, for its HTML and its text alike. */
export type Block =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'facts'; readonly title: string | null; readonly lines: readonly Line[] }
  | {
      readonly kind: 'changes';
      readonly title: string;
      readonly changes: readonly (readonly [label: string, before: string, after: string])[];
      readonly more: number;
    }
  | { readonly kind: 'link'; readonly label: string; readonly url: string };

/** What one mail says. */
export interface Draft {
  readonly subject: string;
  /** Heading of the mail: mostly what people called the project. */
  readonly title: string;
  readonly lead: string;
  /** Null leaves a part out. */
  readonly blocks: readonly (Block | null)[];
  /** Its links lead to where the recipient can decide. */
  readonly decides?: boolean;
}

/** What somebody typed, or an ERP said, as one short line. */
export const short = (text: string | null | undefined): string => excerpt(plainText(text ?? ''), LONGEST);

export const words = (text: string): Block => ({ kind: 'words', text });

/** Labels and values; lines without a value are left out, and all of it when there are none. */
export const facts = (
  lines: readonly (readonly [label: string, value: string | null | undefined])[],
  title: string | null = null,
): Block | null => {
  const present = lines.map(([label, value]): Line => [label, short(value)]).filter(([, value]) => value !== '');
  return present.length === 0 ? null : { kind: 'facts', title, lines: present };
};

/** Field by field, what was and what is. */
export const changes = (difference: readonly Difference[], title: (count: number) => string, none: string): Block =>
  difference.length === 0
    ? words(none)
    : {
        kind: 'changes',
        title: title(difference.length),
        changes: difference
          .slice(0, MOST_CHANGES)
          .map(({ field, before, after }) => [
            short(fieldLabel(field)),
            short(fieldValue(field, before)),
            short(fieldValue(field, after)),
          ]),
        more: Math.max(0, difference.length - MOST_CHANGES),
      };

/** The recipient's own link; null for who has none. */
export const link = (url: string | null, label: string = texts.mails.look): Block | null =>
  url === null ? null : { kind: 'link', label, url };
