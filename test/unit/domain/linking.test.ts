import { describe, expect, it } from 'vitest';
import { firstBrokenLink } from '#domain/audit.ts';
import { DomainError } from '#domain/errors.ts';
import { beginExport, endExport } from '#domain/exporting.ts';
import { accept, expire, reject, retrieve } from '#domain/life.ts';
import { link, untie } from '#domain/linking.ts';
import { send } from '#domain/opening.ts';
import { projectRecord, projectStatus, type ProjectRecord } from '#domain/project-record.ts';
import {
  afterNoon,
  aLinked,
  anActing,
  anIntegration,
  aPerson,
  aPolicy,
  aReceipt,
  aRecord,
  aSent,
} from '#test/support/records.ts';

const administrator = aPerson({ id: 'administrator', name: 'Ada Administrator', email: 'ada@example.com' });
const why = { by: administrator, reason: 'It is another job.', at: afterNoon(900) };

const codeOf = (act: () => unknown): string | null => {
  try {
    act();
    return null;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
};

const synced = (before: ProjectRecord): ProjectRecord =>
  endExport(
    beginExport(accept(before, anActing(), {}), afterNoon(100)),
    { outcome: 'synced', receipt: aReceipt() },
    afterNoon(110),
  );

const first = synced(aRecord());
const update = send(first, aSent({ at: afterNoon(200) }));

/** Every standing of a project; null for one that was never sent. */
const standings: Record<string, ProjectRecord | null> = {
  not_sent: null,
  waiting: aRecord(),
  exporting: accept(aRecord(), anActing(), {}),
  failed: endExport(
    beginExport(accept(aRecord(), anActing(), {}), afterNoon(100)),
    { outcome: 'refused', message: 'No.', field: null },
    afterNoon(110),
  ),
  rejected: reject(aRecord(), anActing(), 'No.'),
  retrieved: retrieve(aRecord(), aPerson(), afterNoon(60)),
  expired: expire(aRecord(), afterNoon(60)),
  synced: first,
  'update waiting': update,
  'update rejected': reject(update, anActing({ at: afterNoon(300) }), 'No.'),
  'update expired': expire(update, afterNoon(300)),
  untied: untie(first, 'unlink', why).next,
};

const MAY_LINK = ['not_sent', 'rejected', 'retrieved', 'expired', 'untied'];
const OPEN = ['waiting', 'exporting', 'failed', 'update waiting'];
const MAY_UNTIE = ['synced', 'update rejected', 'update expired'];

describe('a link', () => {
  it.each(Object.entries(standings))(
    'of a project that is %s happens exactly when it has no job and nothing is open',
    (name, before) => {
      const refused = OPEN.includes(name) ? 'open_request_exists' : 'wrong_state';
      expect(codeOf(() => link(before, aLinked()))).toBe(MAY_LINK.includes(name) ? null : refused);
    },
  );

  it('is a request that was synced at once, about which nobody is asked', () => {
    const job = aReceipt({ job_id: 'J-7' });
    const policy = aPolicy({ escalation: { to: 'boss@example.com', after: 'P3D' } });
    const { request, ...record } = link(
      null,
      aLinked({ job, at: afterNoon(10), note: 'Found it.', integration: anIntegration({ policy }) }),
    );
    expect(projectRecord.parse({ ...record, request })).toEqual({ ...record, request });
    expect(request).toMatchObject({
      id: '42-1',
      kind: 'link',
      status: 'synced',
      sender: administrator,
      approvers: [],
      decision: null,
      reminder_times: [],
      escalation: null,
      note: 'Found it.',
      exports: [{ attempt: 1, outcome: 'synced', receipt: job }],
    });
    expect(record.synced).toEqual({
      ...job,
      snapshot_sha256: request.snapshot_sha256,
      request_id: '42-1',
      integration_id: 'main',
    });
    expect(record.honoured_keys).toEqual([]);
  });

  it.each([true, false])('is in the audit chain, and whether the ERP knows of it: %s', (isConfirmedByErp) => {
    const { events, request } = link(standings['rejected'] ?? null, aLinked({ isConfirmedByErp }));
    expect(events).toMatchObject([
      {
        name: 'link',
        by: administrator,
        status: 'synced',
        sequence: 3,
        previous_hash: standings['rejected']?.events.at(-1)?.hash,
        details: {
          via: 'api',
          job_id: 'P-042',
          erp_id: '7',
          confirmed_by_erp: isConfirmedByErp,
          snapshot_sha256: request.snapshot_sha256,
          integration: 'main',
        },
      },
    ]);
  });

  it('keeps the keys that senders used before', () => {
    const before = standings['rejected'] ?? null;
    expect(link(before, aLinked()).honoured_keys).toEqual(before?.honoured_keys);
  });
});

describe.each(['unlink', 'reset'] as const)('%s', (event) => {
  it.each(Object.entries(standings).flatMap(([name, before]) => (before === null ? [] : [[name, before] as const])))(
    'of a project that is %s happens exactly when it has a job and nothing is open',
    (name, before) => {
      expect(codeOf(() => untie(before, event, why))).toBe(MAY_UNTIE.includes(name) ? null : 'wrong_state');
    },
  );

  it.each(MAY_UNTIE)('leaves the request of a project that is %s, takes its job, and is in the audit chain', (name) => {
    const before = standings[name] ?? aRecord();
    const frozen = structuredClone(before);
    const { next, job } = untie(before, event, why);
    expect(before).toEqual(frozen);
    expect(job).toEqual(aReceipt());
    expect(next.request).toBe(before.request);
    expect(next).toMatchObject({ synced: null, version: before.version + 1 });
    expect(projectStatus(next)).toBe('not_sent');
    expect(next.events.slice(0, -1)).toEqual(before.events);
    expect(firstBrokenLink(next.events, before.events[0]?.previous_hash)).toBeNull();
    expect(next.events.at(-1)).toMatchObject({
      name: event,
      by: administrator,
      status: before.request.status,
      at: why.at.toISOString(),
      details: { via: 'api', reason: why.reason, job_id: 'P-042', erp_id: '7', generation: next.generation },
    });
  });

  it('changes the external id exactly when the old job must not be found again', () => {
    expect(untie(first, event, why).next.generation).toBe(event === 'reset' ? 1 : 0);
    const again = link(untie(first, event, why).next, aLinked());
    expect(again.generation).toBe(event === 'reset' ? 2 : 1);
    expect(untie(again, 'reset', why).next.generation).toBe(event === 'reset' ? 3 : 2);
  });

  it('happens once', () => {
    expect(codeOf(() => untie(untie(first, event, why).next, event, why))).toBe('wrong_state');
  });
});

describe('the external id of a project that is linked', () => {
  const reset = (before: ProjectRecord): ProjectRecord => untie(before, 'reset', why).next;
  const unlinked = (before: ProjectRecord): ProjectRecord => untie(before, 'unlink', why).next;
  const generations = ({ generation, last_generation }: ProjectRecord) => [generation, last_generation];

  it('is the one that its own job has, whichever of its jobs that is', () => {
    const twice = reset(link(reset(first), aLinked()));
    expect(generations(twice)).toEqual([3, 3]);
    expect(generations(link(twice, aLinked({ ownExternalId: '1-42' })))).toEqual([0, 3]);
    expect(generations(link(twice, aLinked({ ownExternalId: '1-42-2' })))).toEqual([2, 3]);
    expect(generations(link(null, aLinked({ ownExternalId: '1-42-7' })))).toEqual([7, 7]);
  });

  it('is a fresh one for a job that people made, so that no earlier job is found in its place', () => {
    expect(generations(link(null, aLinked()))).toEqual([0, 0]);
    expect(generations(link(unlinked(first), aLinked()))).toEqual([1, 1]);
  });

  it('is never used again after a reset', () => {
    const back = link(reset(first), aLinked({ ownExternalId: '1-42' }));
    expect(generations(back)).toEqual([0, 1]);
    expect(generations(reset(back))).toEqual([2, 2]);
    expect(generations(unlinked(back))).toEqual([0, 1]);
  });
});
