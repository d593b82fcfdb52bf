/** CR, LF, vertical tab, form feed, NEL, line and paragraph separators. */
const LINE_BREAKS = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/gu;

const SPACES = /[\t\p{Zs}]/gu;

/**
 * Characters that show nothing or change how their neighbours are shown: controls, bidi controls, zero-width characters,
 * soft hyphens, variation selectors and tags (Unicode calls these default ignorable), annotation marks, lone surrogates.
 */
const UNSEEN = /[^\P{Cc}\n]|[\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u{FFF9}-\u{FFFB}]/gu;

/** No script stacks more than four marks on a letter; longer stacks paint over the lines above and below. */
const STACKED_MARKS = /([\p{Mn}\p{Me}]{4})[\p{Mn}\p{Me}]+/gu;

/** What a person typed, as harmless text that keeps its lines. */
export const plainLines = (text: string): string =>
  text.replace(LINE_BREAKS, '\n').replace(SPACES, ' ').replace(UNSEEN, '').replace(STACKED_MARKS, '$1');

/** What a person typed, as one harmless line: what is seen is all there is, in the order in which it is seen. */
export const plainText = (text: string): string => plainLines(text).replace(/\s+/g, ' ').trim();

/** At most `max` characters (code points) of a text; an ellipsis stands for the rest. */
export const excerpt = (text: string, max: number): string => {
  if (text.length <= max) return text;
  const characters = Array.from(text);
  return characters.length <= max
    ? text
    : `${characters
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`;
};
