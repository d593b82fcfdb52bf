import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { metricNamespace, type MetricName, type WaitingPlace } from '#domain/metrics.ts';
import type { Stage } from '#lib/stage-settings.ts';

/** Figures come with each event, or every fifteen minutes: see {@link waitingMetric}. */
const PERIOD = Duration.minutes(5);

/** How often what waits is counted. */
export const COUNTED_EVERY = Duration.minutes(15);

/** A metric that the log of the functions feeds: functions/domain/metrics.ts. */
export const serviceMetric = (
  stage: Pick<Stage, 'name'>,
  metricName: MetricName,
  statistic: string,
  dimensionsMap: Record<string, string> = {},
): Metric =>
  new Metric({ namespace: metricNamespace(stage.name), metricName, statistic, dimensionsMap, period: PERIOD });

/** What waits in one place. */
export const waitingMetric = (stage: Pick<Stage, 'name'>, place: WaitingPlace, metricName: MetricName): Metric =>
  serviceMetric(stage, metricName, 'Maximum', { place }).with({ period: COUNTED_EVERY });
