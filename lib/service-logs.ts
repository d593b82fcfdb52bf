import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { removalPolicyOf, type Stage } from '#lib/stage-settings.ts';

/** A log group that forgets in time. CloudWatch encrypts it with a key of its own: the logs hold ids, no personal data. */
export const serviceLogs = (scope: Construct, id: string, stage: Stage): LogGroup =>
  new LogGroup(scope, id, { retention: stage.logRetention, removalPolicy: removalPolicyOf(stage) });
