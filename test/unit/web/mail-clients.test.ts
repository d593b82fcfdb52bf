import { caniemail, groupIssues } from 'caniemail';
import { describe, expect, it } from 'vitest';
import { everyMail } from './states/mails.ts';
import { ORDINARY } from './states/material.ts';

/** Clients of four out of five recipients, on every platform. */
const CLIENTS: Parameters<typeof caniemail>[0]['clients'] = ['outlook.*', 'gmail.*', 'apple-mail.*', 'yahoo.*'];

/** What some client does not know, and why nothing is lost there. */
const HARMLESS: Readonly<Record<string, string>> = {
  '<body> element': 'Its colour and its margins are those of the table around everything.',
  '<bdi> element': 'Whatever people typed has a cell or a line of its own, beyond which it cannot reorder anything.',
  'role attribute': 'Layout tables are announced as tables there, and still read in order.',
  'border-radius': 'Corners are square there.',
  'word-break': 'An endless word makes its table wider there.',
};

const issuesOf = (html: string): string[] =>
  groupIssues(caniemail({ clients: CLIENTS, html }).issues.errors).map(
    ({ issue, clients }) => `${issue.title}: ${clients.join(', ')}`,
  );

const concerns = (issue: string, title: string): boolean => issue.startsWith(`${title}:`);

describe('what Outlook, Gmail, Apple Mail and Yahoo know', () => {
  const found = new Set<string>();

  it.each(Object.entries(everyMail(ORDINARY)))('is enough for the mail "%s"', (_, render) => {
    const issues = issuesOf(render().html);
    for (const issue of issues) found.add(issue);
    expect(issues.filter((issue) => !Object.keys(HARMLESS).some((title) => concerns(issue, title)))).toEqual([]);
  });

  it('excuses nothing that is not in use', () => {
    expect(Object.keys(HARMLESS).filter((title) => ![...found].some((issue) => concerns(issue, title)))).toEqual([]);
  });

  it('is not enough for a web page', () => {
    const issues = issuesOf('<video style="display:grid"></video>').join();
    expect(issues).toContain('display:grid');
    expect(issues).toContain('<video>');
  });
});
