import { texts } from '#web/language.ts';
import type { Block } from '#web/mails/draft.ts';

const linesOf = (block: Block): string[] => {
  switch (block.kind) {
    case 'words':
      return [block.text];
    case 'facts':
      return [
        ...(block.title === null ? [] : [block.title]),
        ...block.lines.map(([label, value]) => `${label}: ${value}`),
      ];
    case 'changes':
      return [
        block.title,
        ...block.changes.map(([label, before, after]) => `- ${label}: ${before} -> ${after}`),
        ...(block.more > 0 ? [`- ${texts.more(block.more)}`] : []),
      ];
    case 'link':
      return [`${block.label}:`, block.url];
  }
};

/** Text part of a mail. No line of it begins with what somebody typed: each stands behind a label of ours. */
export const textPart = (title: string, lead: string, blocks: readonly Block[], closing: readonly string[]): string =>
  [[`${texts.product}: ${title}`], [lead], ...blocks.map(linesOf), closing]
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
