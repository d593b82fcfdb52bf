import { describe, expect, it } from 'vitest';
import { stageNames, stageOf } from '#lib/stages.ts';
import { synthesise } from '#lib/synthesise.ts';
import { logQueries } from '#lib/log-queries.ts';
import { alarm, exists, runbookEntries, runbookEntry } from './metrics.ts';
import { type dev, devWith, erps, ofType, template } from './template.ts';

const alarmsOf = (from: typeof dev) =>
  ofType('AWS::CloudWatch::Alarm', from).map(({ Properties }) => alarm.parse(Properties));

const stages = stageNames.map((name) => {
  const from = template.parse(synthesise(stageOf(name)));
  return {
    name,
    from,
    alarms: alarmsOf(from),
  };
});

const anchorOf = (description: string): string => /docs\/runbook\.md#([\w-]+)$/.exec(description)?.[1] ?? '';

describe.each(stages)('the alarms of $name', ({ name, alarms }) => {
  it('have an entry in the runbook each', () => {
    const anchors = alarms.map(({ AlarmDescription }) => anchorOf(AlarmDescription));
    expect(anchors.filter((anchor) => !runbookEntries().includes(anchor))).toEqual([]);
  });

  it('say in words what has happened before they say where to read on', () => {
    for (const { AlarmDescription } of alarms) {
      expect(AlarmDescription).toMatch(/^[A-Z].{30,}\. What to do: docs\/runbook\.md#[\w-]+$/);
      expect(AlarmDescription.length).toBeLessThanOrEqual(1024);
    }
  });

  it('go by metrics that something feeds', () => {
    for (const { Namespace, MetricName, Dimensions } of alarms) {
      const dimensions = Dimensions.map((each) => each.Name);
      expect(exists(name, Namespace, MetricName, dimensions), `${Namespace} ${MetricName} ${dimensions.join()}`).toBe(
        true,
      );
    }
  });

  it('are those, at these values', () => {
    const rows = alarms.map((each) => [
      anchorOf(each.AlarmDescription),
      `${each.Statistic} of ${each.MetricName} >= ${each.Threshold}`,
      `${each.DatapointsToAlarm ?? each.EvaluationPeriods} of ${each.EvaluationPeriods} x ${each.Period} s`,
      each.TreatMissingData,
    ]);
    const crash = ['a-step-of-the-workflow-crashes', 'Sum of Errors >= 1', '2 of 3 x 300 s', 'notBreaching'];
    const count = (anchor: string, metric: string) => [
      anchor,
      `Sum of ${metric} >= 1`,
      '1 of 1 x 300 s',
      'notBreaching',
    ];
    const expected = [
      ...erps.map(() => crash),
      crash,
      crash,
      count('a-mail-came-back', 'Bounce'),
      count('a-mail-was-reported-as-spam', 'Complaint'),
      count('an-audit-chain-does-not-hold', 'audit_chains_broken'),
      count('an-erp-refuses-to-be-signed-in-to', 'erp_sign_ins_refused'),
      count('link-keys-cannot-be-used', 'link_keys_unusable'),
      count('nobody-knows-whether-a-job-exists', 'cases_opened'),
      ['due-work-is-late', 'Maximum of overdue_seconds >= 600', '3 of 3 x 300 s', 'breaching'],
      ['exports-do-not-get-through', 'Maximum of oldest_waiting_hours >= 2', '2 of 2 x 900 s', 'breaching'],
      [
        'messages-are-set-aside',
        'Maximum of ApproximateNumberOfMessagesVisible >= 1',
        '1 of 1 x 300 s',
        'notBreaching',
      ],
      ['the-api-answers-with-faults', 'Sum of 5xx >= 5', '2 of 3 x 300 s', 'notBreaching'],
      ['the-workflow-fails', 'Sum of ExecutionsFailed >= 1', '2 of 3 x 300 s', 'notBreaching'],
    ];
    const inOrder = (all: string[][]) => all.map((row) => row.join(' | ')).sort();
    expect(inOrder(rows)).toEqual(inOrder(expected));
  });
});

describe('an entry of the runbook', () => {
  it('is there for an alarm that some stage can have, each once', () => {
    const withEverything = alarmsOf(devWith({ events: {}, procore: { companies: [1] } }));
    const anchors = new Set(withEverything.map(({ AlarmDescription }) => anchorOf(AlarmDescription)));
    expect(runbookEntries().sort()).toEqual([...anchors].sort());
  });

  it.each(runbookEntries())('%s: says what it means, how to see, what to do and when it is over', (anchor) => {
    const entry = runbookEntry(anchor);
    for (const part of ['**Means.**', '**Who is affected.**', '**See.**', '**Do.**', '**Over**'])
      expect(entry).toContain(part);
  });

  it('names only queries that are there', () => {
    const named = runbookEntries().flatMap((anchor) => [
      ...runbookEntry(anchor).matchAll(/queries\/([\w-]+)\.logs-insights/g),
    ]);
    const names = logQueries.map(({ name }) => name);
    expect(named.map(([, name]) => name).filter((name = '') => !names.includes(name))).toEqual([]);
  });
});
