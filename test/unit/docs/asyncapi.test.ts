import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { DETAIL_TYPES } from '#domain/event-detail.ts';
import { publishedDetail } from '#domain/published-event.ts';
import { transitions } from '#domain/transitions.ts';
import { ASYNCAPI, asyncApiDocument, asyncApiText } from '#lib/asyncapi.ts';
import { eventsOfAllKinds, lives } from '#test/support/all-events.ts';
import { envelopeOf, judgeBy } from '#test/support/event-schema.ts';

const root = new URL('../../../', import.meta.url);
const textOf = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const judge = judgeBy(asyncApiDocument());
const today = eventsOfAllKinds.map(envelopeOf);

const faultsOf = (judgment: typeof judge, events: readonly { readonly detail: { readonly event: string } }[]) =>
  events.flatMap((event) => judgment(event.detail.event, event) ?? []);

describe('the contract of the events', () => {
  it('is what `npm run docs` writes', async () => {
    expect(textOf(ASYNCAPI)).toBe(await asyncApiText());
  });

  it('takes every kind of event that there is', () => {
    expect(Object.keys(lives).sort()).toEqual(Object.keys(transitions).sort());
    expect(faultsOf(judge, today)).toEqual([]);
  });

  it.each([
    ['another version', { version: 2 }],
    ['an id that is no hash', { id: 'a1' }],
    ['another event than its message names', { event: 'resend' }],
    ['a status that there is not', { to: 'sent' }],
    ['no actor', { actor: undefined }],
  ])('refuses %s', (_, over) => {
    const [event] = today;
    expect(judge('send', { ...event, detail: { ...event?.detail, ...over } })).not.toBeNull();
  });

  it('lets members be added: a consumer of this release reads the next', () => {
    const [event] = today;
    expect(judge('send', { ...event, added: 1, detail: { ...event?.detail, added: 1 } })).toBeNull();
  });

  it('stands in docs/events.md, by detail type', () => {
    const page = textOf('docs/events.md');
    for (const [event, type] of Object.entries(DETAIL_TYPES))
      expect(page).toMatch(new RegExp(`\`${type}\` +\\| \`${event}\``));
  });
});

/** What releases have promised: test/fixtures/make-events.ts. */
const FIXTURES = 'test/fixtures/events/';
const releases = readdirSync(new URL(FIXTURES, root)).filter((name) => name.endsWith('.asyncapi.json'));
const kept = z.array(z.looseObject({ detail: z.looseObject({ event: z.string() }) }));

describe.each(releases.map((file) => file.replace('.asyncapi.json', '')))('a consumer made for %s', (release) => {
  const document = z.record(z.string(), z.unknown()).parse(JSON.parse(textOf(`${FIXTURES}${release}.asyncapi.json`)));
  const old = kept.parse(JSON.parse(textOf(`${FIXTURES}${release}.events.json`)));

  it("reads today's events", () => {
    const messages = z
      .object({ components: z.object({ messages: z.record(z.string(), z.unknown()) }) })
      .parse(document);
    const known = today.filter(({ detail }) => Object.hasOwn(messages.components.messages, detail.event));
    expect(known).toHaveLength(Object.keys(messages.components.messages).length);
    expect(faultsOf(judgeBy(document), known)).toEqual([]);
  });

  it('kept events that are read today', () => {
    expect(faultsOf(judge, old)).toEqual([]);
    for (const { detail } of old) expect(publishedDetail.parse(detail)).toEqual(detail);
  });
});
