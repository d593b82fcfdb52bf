import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  CfnConfigurationSetEventDestination,
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { alarmOn } from '#lib/alarm.ts';
import type { Stage } from '#lib/stage-settings.ts';

/** The tag that SES itself gives each mail, and the dimension of what it counts. */
const TAG = 'ses:configuration-set';

/**
 * Has SES count what became of the mails, and alarms about those that did not arrive. They travel under TLS only. Known
 * beforehand by its name: other stages with the same sender's domain may have to name it.
 */
export class MailDelivery extends Construct {
  /** Mails are sent through this configuration set. */
  readonly configurationSet: string;
  readonly set: ConfigurationSet;
  readonly bounces: Metric;
  readonly complaints: Metric;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    this.configurationSet = `send-to-erp-${stage.name}`;
    this.set = new ConfigurationSet(this, 'Set', {
      configurationSetName: this.configurationSet,
      // A mail holds a key.
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      reputationMetrics: true,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
    new CfnConfigurationSetEventDestination(this, 'Counts', {
      configurationSetName: this.set.configurationSetName,
      eventDestination: {
        enabled: true,
        // Counts, not events: those hold people's addresses.
        matchingEventTypes: ['bounce', 'complaint'],
        cloudWatchDestination: {
          dimensionConfigurations: [
            {
              dimensionName: TAG,
              dimensionValueSource: 'messageTag',
              defaultDimensionValue: this.configurationSet,
            },
          ],
        },
      },
    });
    this.bounces = this.#counted('Bounce');
    this.complaints = this.#counted('Complaint');
    alarmOn(this, 'Bounced', this.bounces, {
      says: 'A mail came back: its address takes no mail, so somebody was not asked or not told.',
      runbook: 'a-mail-came-back',
      threshold: 1,
      periods: 1,
    });
    alarmOn(this, 'Complained', this.complaints, {
      says: 'Somebody reported a mail as spam: SES sends that address nothing more, and stops all mail of an account that this happens to often.',
      runbook: 'a-mail-was-reported-as-spam',
      threshold: 1,
      periods: 1,
    });
  }

  #counted(metricName: string): Metric {
    return new Metric({
      namespace: 'AWS/SES',
      metricName,
      dimensionsMap: { [TAG]: this.configurationSet },
      statistic: 'Sum',
      period: Duration.minutes(5),
    });
  }
}
