import { measureOf, metricNamespace } from '#domain/metrics.ts';

/**
 * The members by which CloudWatch Logs makes metrics of a log line as it comes in (embedded metric format,
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html). No
 * call, no agent and no filter: a line that counts one of something says `1` under the metric's name.
 */
export const metricMembers = (
  message: string,
  fields: Readonly<Record<string, unknown>>,
  at: Date,
): Record<string, unknown> => {
  const measure = measureOf(message, fields);
  if (measure === null) return {};
  const metrics = Object.entries(measure.metrics);
  const missing = metrics.filter(([name]) => fields[name] === undefined).map(([name]) => [name, 1] as const);
  return {
    ...Object.fromEntries(missing),
    _aws: {
      Timestamp: at.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: metricNamespace(process.env['STAGE'] ?? 'none'),
          Dimensions: [measure.dimensions],
          Metrics: metrics.map(([Name, Unit]) => ({ Name, Unit })),
        },
      ],
    },
  };
};
