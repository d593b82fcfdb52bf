import {
  AlarmStatusWidget,
  Dashboard,
  LogQueryVisualizationType,
  LogQueryWidget,
  SingleValueWidget,
  type Alarm,
  type IMetric,
  type IWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { waitingPlaces, type MetricName, type WaitingPlace } from '#domain/metrics.ts';
import type { ApprovalWorkflow } from '#lib/approval-workflow.ts';
import { expression, graph, ofEachErp, PERIOD, row, WIDTH } from '#lib/dashboard-widgets.ts';
import type { PublicHttpApi } from '#lib/http-api.ts';
import { logQueries } from '#lib/log-queries.ts';
import type { MailQueue } from '#lib/mail-queue.ts';
import { serviceMetric, waitingMetric } from '#lib/service-metrics.ts';
import type { Stage } from '#lib/stage-settings.ts';

interface DashboardProps {
  readonly stage: Stage;
  readonly http: PublicHttpApi;
  readonly mailQueue: MailQueue;
  readonly workflow: ApprovalWorkflow;
  readonly alarms: readonly Alarm[];
  /** Logs of the functions. */
  readonly logGroupNames: readonly string[];
}

const LABELS: Readonly<Record<WaitingPlace, string>> = {
  approval: 'for approval',
  erp: 'on the way to an ERP',
  unknown: 'outcome unknown',
  failed: 'failed, for a second try',
};

/** What is drawn of the life of requests, and what it is called. */
const EVENTS = [
  ['requests_sent', 'sent'],
  ['requests_accepted', 'accepted'],
  ['requests_rejected', 'rejected'],
  ['requests_expired', 'expired'],
  ['jobs_exported', 'exported'],
  ['exports_failed', 'failed'],
  ['outcomes_unknown', 'outcome unknown'],
] as const satisfies readonly (readonly [MetricName, string])[];

const perPlace = (stage: Stage, metric: MetricName): IMetric[] =>
  waitingPlaces.map((place) => waitingMetric(stage, place, metric).with({ label: LABELS[place] }));

/** What waits, where, since when. */
const waiting = ({ stage, mailQueue, logGroupNames }: DashboardProps): IWidget[][] => [
  row(
    4,
    (size) =>
      new SingleValueWidget({
        title: 'Waits now: requests, and messages set aside',
        metrics: [...perPlace(stage, 'waiting'), mailQueue.setAsideCount.with({ label: 'messages set aside' })],
        ...size,
      }),
    (size) =>
      new SingleValueWidget({
        title: 'Hours that the oldest has waited',
        metrics: perPlace(stage, 'oldest_waiting_hours'),
        ...size,
      }),
  ),
  row(
    6,
    graph('Waiting requests', perPlace(stage, 'waiting')),
    graph('Waiting for more than a day', perPlace(stage, 'waiting_over_1_day')),
    graph('Waiting for more than a week', perPlace(stage, 'waiting_over_7_days')),
  ),
  row(
    8,
    (size) =>
      new LogQueryWidget({
        title: 'Longest waits: what, where, since when (the latest counted_at holds now)',
        logGroupNames: [...logGroupNames],
        queryString: logQueries.find(({ name }) => name === 'longest-waits')?.text ?? '',
        view: LogQueryVisualizationType.TABLE,
        ...size,
      }),
  ),
];

/** What gets through. */
const throughput = ({ stage, workflow }: DashboardProps): IWidget[][] => [
  row(
    6,
    graph(
      'Requests',
      EVENTS.map(([metric, label]) => expression(`SUM(${ofEachErp(stage, metric, 'Sum')})`, label)),
    ),
    graph('Exported, by ERP', [expression(ofEachErp(stage, 'jobs_exported', 'Sum'), '')]),
    graph('Failed or unknown, by ERP', [
      expression(ofEachErp(stage, 'exports_failed', 'Sum'), 'failed'),
      expression(ofEachErp(stage, 'outcomes_unknown', 'Sum'), 'unknown'),
    ]),
  ),
  row(
    6,
    graph('Milliseconds until ERPs answer: half of the calls, all but 5 %', [
      expression(ofEachErp(stage, 'erp_answer_ms', 'p50'), 'p50'),
      expression(ofEachErp(stage, 'erp_answer_ms', 'p95'), 'p95'),
    ]),
    graph('Workflow', [workflow.started, workflow.failed]),
    graph('Seconds by which the sweeper is late', [serviceMetric(stage, 'overdue_seconds', 'Maximum')]),
  ),
];

/** How callers and people are served. */
const service = ({ http, mailQueue }: DashboardProps): IWidget[][] => {
  const of = (statistic: string) => ({ statistic, period: PERIOD });
  return [
    row(
      6,
      graph(
        'API and approval pages: calls, refusals (4xx), faults (5xx)',
        [http.stage.metricCount(of('Sum'))],
        [http.stage.metricClientError(of('Sum')), http.stage.metricServerError(of('Sum'))],
      ),
      graph('API and approval pages: milliseconds', [
        http.stage.metricLatency(of('p50')),
        http.stage.metricLatency(of('p95')),
        http.stage.metricLatency(of('p99')),
      ]),
      graph(
        'Mails: waiting to be sent, set aside, came back, reported as spam',
        [mailQueue.waitingCount, mailQueue.setAsideCount],
        [mailQueue.delivery.bounces, mailQueue.delivery.complaints],
      ),
    ),
  ];
};

/** One page that says what waits, where and since when, and below it what gets through and how callers are served. */
export class ServiceDashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    new Dashboard(this, 'Dashboard', {
      dashboardName: `send-to-erp-${props.stage.name}`,
      defaultInterval: Duration.days(1),
      widgets: [
        [
          new AlarmStatusWidget({
            title: 'Alarms: docs/runbook.md',
            alarms: [...props.alarms],
            width: WIDTH,
            height: 3,
          }),
        ],
        ...waiting(props),
        ...throughput(props),
        ...service(props),
      ],
    });
  }
}
