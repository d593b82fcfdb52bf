import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstBrokenLink, type AuditEvent } from '#domain/audit.ts';
import { sha256Of } from '#domain/canonical.ts';
import { DomainError } from '#domain/errors.ts';
import { beginExport, endExport, giveUp, openCase, pause, settleByHand } from '#domain/exporting.ts';
import {
  accept,
  acceptInPart,
  expire,
  expireEarly,
  heard,
  mailed,
  nextRun,
  reissueLinks,
  reject,
  retrieve,
  retry,
} from '#domain/life.ts';
import { link, untie } from '#domain/linking.ts';
import { send } from '#domain/opening.ts';
import type { Ledger } from '#domain/ports.ts';
import type { ClosedRequest, ProjectRecord } from '#domain/project-record.ts';
import { transitions } from '#domain/transitions.ts';
import { eachLedgerPerTest } from '#test/support/ledger-under-test.ts';
import { afterNoon, aLinked, anActing, aPerson, aSent, aSnapshot } from '#test/support/records.ts';

const snapshot = aSnapshot();
const sha256 = sha256Of(snapshot);

const underTest = eachLedgerPerTest();

/** When something happens, to a project of which company, and what somebody typed. */
interface Moment {
  readonly at: Date;
  readonly companyId: number;
  readonly text: string;
}

type Step = (record: ProjectRecord | null, moment: Moment) => ProjectRecord;

const by = (at: Date) => anActing({ at });

/** A step of a project that was sent. */
const later =
  (step: (record: ProjectRecord, at: Date, text: string) => ProjectRecord): Step =>
  (record, { at, text }) => {
    if (record === null) throw new DomainError('wrong_state', 'Not sent yet.');
    return step(record, at, text);
  };

const steps = {
  send: (record, { at, companyId, text: note }) => send(record, aSent({ companyId, at, note, idempotencyKey: note })),
  hear: later((record, at, token) => heard(record, `token ${token}`, at)),
  mail: later((record, at, to) => mailed(record, [{ kind: 'approval', to, nth: 0 }], at, at)),
  'mail in part': later((record, at, to) => mailed(record, [{ kind: 'reminder', to, nth: 1 }], null, at)),
  'next run': later((record, at) => nextRun(record, at)),
  accept: later((record, at, text) => accept(record, by(at), { job_id: text })),
  'accept in part': later((record, at, text) => acceptInPart(record, by(at), { job_id: text })),
  reject: later((record, at, reason) => reject(record, by(at), reason)),
  retry: later((record, at, text) => retry(record, by(at), { job_id: text })),
  retrieve: later((record, at) => retrieve(record, aPerson(), at)),
  expire: later((record, at) => expire(record, at)),
  'expire early': later((record, at, operator) => expireEarly(record, operator, at)),
  'reissue links': later((record, at, operator) => reissueLinks(record, operator, at)),
  begin: later((record, at) => beginExport(record, at)),
  confirm: later((record, at, job_id) => {
    const receipt = { job_id, erp_id: '17', url: null, at: at.toISOString() };
    return endExport(record, { outcome: 'synced', receipt }, at);
  }),
  refuse: later((record, at, message) => endExport(record, { outcome: 'refused', message, field: 'project.name' }, at)),
  postpone: later((record, at, message) => endExport(record, { outcome: 'unavailable', message }, at)),
  'lose the answer': later((record, at, message) => endExport(record, { outcome: 'unknown', message }, at)),
  'find nothing': later((record, at, message) =>
    endExport(record, { outcome: 'unknown', message, found_nothing: true }, at, {
      until: afterNoon(900).toISOString(),
      isHeld: false,
    }),
  ),
  pause: later((record, at) => pause(record, { until: afterNoon(600).toISOString(), isHeld: false }, at)),
  'open the case': later((record, at) => openCase(record, at)),
  'settle by hand': later((record, at, operator) => settleByHand(record, operator, at)),
  link: (record, { at, companyId, text: job_id }) => {
    const job = { job_id, erp_id: '17', url: null, at: at.toISOString() };
    return link(record, aLinked({ companyId, at, job }));
  },
  unlink: later((record, at, reason) => untie(record, 'unlink', { by: aPerson(), reason, at }).next),
  reset: later((record, at, reason) => untie(record, 'reset', { by: aPerson(), reason, at }).next),
  'give up': later((record, at) => giveUp(record, at)),
} satisfies Record<string, Step>;

/** A project in the ledger, beside the record that must stand there. */
class Life {
  record: ProjectRecord | null = null;
  readonly closed: ClosedRequest[] = [];
  readonly #ledger: Ledger;
  readonly #companyId: number;
  #writes = 0;

  constructor(ledger: Ledger, companyId: number) {
    this.#ledger = ledger;
    this.#companyId = companyId;
  }

  get key() {
    return { companyId: this.#companyId, projectId: 42 };
  }

  #moment(text: string): Moment {
    return { at: afterNoon(this.#writes), companyId: this.#companyId, text };
  }

  async take(name: keyof typeof steps): Promise<void> {
    await this.write(steps[name](this.record, this.#moment('text')));
  }

  /** What may happen now. */
  possible(text: string): ProjectRecord[] {
    return Object.values<Step>(steps).flatMap((step) => {
      try {
        const next = step(this.record, this.#moment(text));
        return next === this.record ? [] : [next];
      } catch (error) {
        if (error instanceof DomainError) return [];
        throw error;
      }
    });
  }

  /** Writes as the use cases do, and reads back. */
  async write(next: ProjectRecord): Promise<void> {
    this.#writes += 1;
    if (next.request.id !== this.record?.request.id) {
      await this.#ledger.prepare(this.#companyId, sha256, snapshot, this.record);
      if (this.record !== null) this.closed.push({ request: this.record.request, events: this.record.events });
    }
    await this.#ledger.write(this.record, next);
    this.record = next;
    expect(await this.#ledger.read(this.key)).toEqual(next);
  }

  /** All events as the ledger has them, oldest first. */
  async events(): Promise<AuditEvent[]> {
    const closed = await Promise.all(
      this.closed.map(({ request }) => this.#ledger.readClosed(this.key, request.number)),
    );
    return [...closed, await this.#ledger.read(this.key)].flatMap((one) => one?.events ?? []);
  }
}

describe('the life of a project', () => {
  it('with every transition there is is written, read back, and chained without a gap', async () => {
    const { ledger } = underTest();
    const life = new Life(ledger, 1);
    for (const name of [
      'send',
      'hear',
      'mail',
      'reissue links',
      'reject',
      'send',
      'retrieve',
      'send',
      'expire',
    ] as const)
      await life.take(name);
    for (const name of ['send', 'accept', 'give up', 'retry', 'begin', 'postpone', 'next run'] as const)
      await life.take(name);
    for (const name of ['begin', 'lose the answer', 'begin', 'refuse', 'retry', 'begin', 'lose the answer'] as const)
      await life.take(name);
    for (const name of ['begin', 'find nothing', 'open the case', 'settle by hand', 'retry', 'pause'] as const)
      await life.take(name);
    for (const name of ['begin', 'confirm'] as const) await life.take(name);
    for (const name of ['send', 'hear', 'accept in part', 'mail in part', 'accept', 'begin', 'confirm'] as const)
      await life.take(name);
    for (const name of ['unlink', 'link', 'reset', 'link', 'mail', 'send', 'reject'] as const) await life.take(name);
    const events = await life.events();
    expect(new Set(events.map(({ name }) => name))).toEqual(new Set(Object.keys(transitions)));
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
    expect(firstBrokenLink(events)).toBeNull();
    expect(life.record?.synced?.request_id).toBe('42-7');
  });

  it('reads back as it was lived, whatever happens in whatever order', async () => {
    const { ledger } = underTest();
    let companyId = 0;
    const choices = fc.array(fc.tuple(fc.nat(), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })), {
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(choices, async (lived) => {
        const life = new Life(ledger, (companyId += 1));
        for (const [choice, text] of lived) {
          const possible = life.possible(text);
          const next = possible[choice % possible.length];
          if (next !== undefined) await life.write(next);
        }
        const events = await life.events();
        expect(events).toEqual([...life.closed, life.record].flatMap((one) => one?.events ?? []));
        expect(firstBrokenLink(events)).toBeNull();
      }),
      { numRuns: 25 },
    );
  });
});
