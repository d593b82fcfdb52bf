import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { ServiceFunction } from '#lib/service-function.ts';
import type { FunctionName } from '#env';

/** What the log says when somebody must look, and how often it must say so. */
export interface LogAlarm {
  /** The message code, as the use cases give it to `warn`. */
  readonly message: string;
  /** Name of the metric in the namespace SendToErp. */
  readonly metric: string;
  /** So many in each of `periods` five minutes in a row. */
  readonly threshold: number;
  readonly periods: number;
  readonly description: string;
}

/** Counts a message in a function's log, and raises an alarm when it comes too often. */
export const alarmOnMessage = <F extends FunctionName>(
  scope: Construct,
  id: string,
  from: ServiceFunction<F>,
  { message, metric, threshold, periods, description }: LogAlarm,
): void => {
  new MetricFilter(scope, `${id}Count`, {
    logGroup: from.logGroup,
    filterPattern: FilterPattern.stringValue('$.message', '=', message),
    metricNamespace: 'SendToErp',
    metricName: metric,
    metricValue: '1',
  })
    .metric({ statistic: 'Sum', period: Duration.minutes(5) })
    .createAlarm(scope, id, {
      alarmDescription: description,
      threshold,
      evaluationPeriods: periods,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
};
