import { TreatMissingData, type Alarm, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** What somebody must act on. */
interface Trouble {
  /** What has happened, in a sentence or two, for whoever is woken by it. */
  readonly says: string;
  /** Heading of its entry in docs/runbook.md, as a link names it. */
  readonly runbook: string;
  /** The metric's value from which on it is one. */
  readonly threshold: number;
  /** In so many of the last `periods` of the metric; in each of them when absent. */
  readonly times?: number;
  readonly periods: number;
  /** No data is trouble as well: for what must come all the time. */
  readonly silenceIsTrouble?: true;
}

/** An alarm, with the way to its runbook entry in its description. */
export const alarmOn = (scope: Construct, id: string, metric: Metric, trouble: Trouble): Alarm => {
  const { says, runbook, threshold, times, periods, silenceIsTrouble } = trouble;
  return metric.createAlarm(scope, id, {
    alarmDescription: `${says} What to do: docs/runbook.md#${runbook}`,
    threshold,
    evaluationPeriods: periods,
    ...(times !== undefined && { datapointsToAlarm: times }),
    treatMissingData: silenceIsTrouble ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
  });
};

/**
 * Of a function behind a state of the workflow, which calls it again when it breaks: once is an accident that has mended itself.
 * What an ERP answers is no error of a function, whatever it is.
 */
export const alarmOnCrashes = (run: Function, who: string): Alarm =>
  alarmOn(run, 'Crashes', run.metricErrors({ period: Duration.minutes(5) }), {
    says: `${who} has crashed or run out of time again and again.`,
    runbook: 'a-step-of-the-workflow-crashes',
    threshold: 1,
    times: 2,
    periods: 3,
  });
