import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { alarmCounts, measures, metricNamespace, transitionCounts } from '#domain/metrics.ts';

/** Metrics that the log feeds, each with its dimensions, as `name(dimensions)`. */
export const fedByTheLog: ReadonlySet<string> = new Set([
  ...Object.values(transitionCounts).map((name) => `${name}(erp)`),
  ...Object.values(alarmCounts).map((name) => `${name}()`),
  ...Object.values(measures).flatMap(({ dimensions, metrics }) =>
    Object.keys(metrics).map((name) => `${name}(${dimensions.join()})`),
  ),
]);

/** What AWS measures of what the stack has: the namespace, and the metrics that are looked at. */
export const MEASURED_BY_AWS: Readonly<Record<string, readonly string[]>> = {
  'AWS/Lambda': ['Errors'],
  'AWS/SQS': ['ApproximateNumberOfMessagesVisible'],
  'AWS/States': ['ExecutionsStarted', 'ExecutionsFailed'],
  'AWS/ApiGateway': ['Count', '4xx', '5xx', 'Latency'],
  // Its names are those of the event types of the configuration set.
  'AWS/SES': ['Bounce', 'Complaint'],
};

/** True for a metric that is there: fed by the log of that stage, or by AWS. */
export const exists = (stage: string, namespace: string, name: string, dimensions: readonly string[]): boolean =>
  namespace === metricNamespace(stage)
    ? fedByTheLog.has(`${name}(${dimensions.join()})`)
    : (MEASURED_BY_AWS[namespace]?.includes(name) ?? false) && dimensions.length > 0;

const document = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');

/** Headings of the runbook's part about alarms, as links name them. */
export const runbookEntries = (): string[] => {
  const [, part = ''] = document.split('\n## Alarms\n');
  const [alarms = ''] = part.split('\n## ');
  return [...alarms.matchAll(/^### (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase().replaceAll(' ', '-'));
};

/** The text of one entry. */
export const runbookEntry = (anchor: string): string => {
  const entries = document.split(/\n(?=#{2,3} )/);
  return entries.find((entry) => entry.split('\n')[0]?.slice(4).toLowerCase().replaceAll(' ', '-') === anchor) ?? '';
};

export const alarm = z.object({
  AlarmDescription: z.string(),
  Namespace: z.string(),
  MetricName: z.string(),
  Statistic: z.string(),
  Threshold: z.number(),
  ComparisonOperator: z.literal('GreaterThanOrEqualToThreshold'),
  EvaluationPeriods: z.number(),
  DatapointsToAlarm: z.number().optional(),
  Period: z.number(),
  TreatMissingData: z.enum(['breaching', 'notBreaching']),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.unknown() })).default([]),
});
