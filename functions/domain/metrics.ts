import type { EventName } from '#domain/transitions.ts';

/** Units as CloudWatch names them. */
type Unit = 'Count' | 'Seconds' | 'Milliseconds' | 'None';

/** What CloudWatch makes of one kind of log line. Dimensions and metrics are fields of the line, under the same names. */
interface Measure {
  /** Each combination of their values is a metric that is paid for: ids of people, projects and companies are none. */
  readonly dimensions: readonly string[];
  readonly metrics: Readonly<Record<string, Unit>>;
}

/** The namespace of a stage's metrics: several stages may share an account. */
export const metricNamespace = (stage: string): string => `SendToErp/${stage}`;

/** What is counted of the life of requests, by the event that is written, for each ERP. */
export const transitionCounts = {
  send: 'requests_sent',
  resend: 'requests_sent',
  accept: 'requests_accepted',
  reject: 'requests_rejected',
  expire: 'requests_expired',
  confirm_export: 'jobs_exported',
  fail_export: 'exports_failed',
  lose_answer: 'outcomes_unknown',
} as const satisfies Partial<Record<EventName, string>>;

/**
 * Messages that somebody must act on, and the metric by which an alarm goes: docs/runbook.md. They are logged as errors, and
 * each line counts one.
 */
export const alarmCounts = {
  case_opened: 'cases_opened',
  erp_sign_in_refused: 'erp_sign_ins_refused',
  audit_chain_broken: 'audit_chains_broken',
  link_keys_unusable: 'link_keys_unusable',
  events_overdue: 'events_overdue',
} as const;

/** Where a request can wait: for its approvers, on the way to its ERP, for what the ERP has made of it, for a second try. */
export const waitingPlaces = ['approval', 'erp', 'unknown', 'failed'] as const;
export type WaitingPlace = (typeof waitingPlaces)[number];

/** Lines that hold figures of their own. */
export const measures = {
  link_opened: { dimensions: ['method', 'client'], metrics: { links_opened: 'Count' } },
  erp_called: { dimensions: ['erp'], metrics: { erp_answer_ms: 'Milliseconds' } },
  swept: { dimensions: [], metrics: { overdue_seconds: 'Seconds' } },
  waiting: {
    dimensions: ['place'],
    metrics: {
      waiting: 'Count',
      waiting_over_1_day: 'Count',
      waiting_over_7_days: 'Count',
      oldest_waiting_hours: 'None',
    },
  },
} as const satisfies Record<string, Measure>;

const has = <Table extends object>(table: Table, key: unknown): key is keyof Table =>
  typeof key === 'string' && Object.hasOwn(table, key);

type NamesIn<Each> = Each extends { readonly metrics: infer Metrics } ? keyof Metrics : never;

/** Every metric that the log feeds. */
export type MetricName =
  | (typeof transitionCounts)[keyof typeof transitionCounts]
  | (typeof alarmCounts)[keyof typeof alarmCounts]
  | NamesIn<(typeof measures)[keyof typeof measures]>;

const counted = (metric: MetricName, dimensions: readonly string[]): Measure => ({
  dimensions,
  metrics: { [metric]: 'Count' },
});

/** True for a message that an alarm goes by. */
export const raisesAlarm = (message: string): boolean => has(alarmCounts, message);

/** What CloudWatch makes of a log line; null for a line that only tells. */
export const measureOf = (message: string, fields: Readonly<Record<string, unknown>>): Measure | null => {
  if (has(measures, message)) return measures[message];
  if (has(alarmCounts, message)) return counted(alarmCounts[message], []);
  const { event } = fields;
  return message === 'transition' && has(transitionCounts, event) ? counted(transitionCounts[event], ['erp']) : null;
};
