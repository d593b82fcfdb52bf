import { describe, expect, it } from 'vitest';
import { projectStatus } from '#domain/project-record.ts';
import { isOpen, awaitsDecision, requestStatus, type ProjectStatus } from '#domain/request.ts';
import { allows, transitions, type EventName } from '#domain/transitions.ts';
import { aReceipt, aRequest } from '#test/support/records.ts';
import { ends, productTable, rowFor, statuses, type Row } from './model/product-table.ts';

const events = Object.keys(transitions).filter((name): name is EventName => name in transitions);

const rowsOf = (event: string): Row[] => productTable.filter((row) => row.event === event);

const synced = { ...aReceipt(), snapshot_sha256: 'a', request_id: '42-1', integration_id: 'main' };

/** Statuses that can follow `from`, over any number of rows. */
const reachableFrom = (from: ProjectStatus): Set<ProjectStatus> => {
  const reached = new Set<ProjectStatus>();
  const visit = (status: ProjectStatus): void => {
    for (const { to } of productTable.filter((row) => row.from === status)) {
      if (to !== 'same' && !reached.has(to)) visit((reached.add(to), to));
    }
  };
  visit(from);
  return reached;
};

describe('the transition table', () => {
  it('knows the statuses and events of product.md, and no others', () => {
    expect([...requestStatus.options, 'not_sent'].sort()).toEqual([...statuses].sort());
    expect([...events].sort()).toEqual([...new Set(productTable.map(({ event }) => event))].sort());
  });

  it.each(events.flatMap((event) => statuses.map((from) => ({ event, from }))))(
    'lets $event happen in $from exactly if product.md says so',
    ({ event, from }) => {
      expect(allows(event, from)).toBe(rowFor(from, event) !== undefined);
    },
  );

  it.each(events)('leads %s where product.md says, by whom it says', (event) => {
    const { by, to } = transitions[event];
    expect(rowsOf(event).map((row) => ({ by: row.by, to: row.to }))).toEqual(rowsOf(event).map(() => ({ by, to })));
  });

  it('reaches every status from not_sent', () => {
    expect([...reachableFrom('not_sent'), 'not_sent'].sort()).toEqual([...statuses].sort());
  });

  it.each(statuses.filter((status) => !ends.has(status)))('has a way from %s to an end', (status) => {
    expect([...reachableFrom(status)].some((reached) => ends.has(reached))).toBe(true);
  });

  it.each(requestStatus.options)('counts %s as open unless it is an explicit end', (status) => {
    expect(isOpen({ status })).toBe(!ends.has(status));
    expect(awaitsDecision({ status })).toBe(status.startsWith('ready_to_'));
  });
});

describe('the status of a project', () => {
  it('is not_sent without a record', () => {
    expect(projectStatus(null)).toBe('not_sent');
  });

  it.each(productTable)('after $event in $from is what product.md says', ({ from, to, projectIfUpdate }) => {
    const isUpdate = projectIfUpdate !== undefined || from === 'synced' || to === 'synced';
    const request = aRequest({ status: to === 'same' ? requestStatus.parse(from) : to });
    const record = { request, synced: isUpdate && projectIfUpdate !== 'not_sent' ? synced : null };
    expect(projectStatus(record)).toBe(projectIfUpdate ?? request.status);
  });

  it.each(['synced', 'rejected', 'retrieved', 'expired'] as const)(
    'is not_sent once the project was untied, although its last update was %s',
    (status) => {
      expect(projectStatus({ request: aRequest({ kind: 'update', status }), synced: null })).toBe('not_sent');
    },
  );

  it.each(['rejected', 'retrieved', 'expired'] as const)('is %s when there never was a job', (status) => {
    expect(projectStatus({ request: aRequest({ kind: 'create', status }), synced: null })).toBe(status);
  });

  it.each(['exporting', 'failed_to_export', 'synced', 'ready_to_update'] as const)(
    'shows %s although the project was synced before',
    (status) => {
      expect(projectStatus({ request: aRequest({ status }), synced })).toBe(status);
    },
  );
});
