import { GraphWidget, MathExpression, type IMetric, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { metricNamespace, type MetricName } from '#domain/metrics.ts';
import type { Stage } from '#lib/stage-settings.ts';

/** Of a dashboard, in its own units. */
export const WIDTH = 24;

/** What one point of a graph stands for. */
export const PERIOD = Duration.minutes(5);

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Of every ERP that has any: a dashboard need not know which ones a stage uses. */
export const ofEachErp = (stage: Stage, metric: MetricName, statistic: string): string =>
  `SEARCH('{"${metricNamespace(stage.name)}",erp} MetricName="${metric}"', '${statistic}', ${PERIOD.toSeconds()})`;

/** A figure that is worked out from metrics. */
export const expression = (text: string, label: string): IMetric =>
  new MathExpression({ expression: text, label, usingMetrics: {}, period: PERIOD });

/** Widgets side by side, each as wide as the others. */
export const row = (height: number, ...widgets: ((size: Size) => IWidget)[]): IWidget[] =>
  widgets.map((widget) => widget({ width: Math.floor(WIDTH / widgets.length), height }));

/** One graph; `right` has a scale of its own. */
export const graph =
  (title: string, left: IMetric[], right: IMetric[] = []) =>
  (size: Size) =>
    new GraphWidget({ title, left, right, ...size });
