import { LogFormatter, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import { scopeFields } from '#middleware/log-scope.ts';
import { metricMembers } from '#middleware/metric-format.ts';

/** A line of the log: what every line says, what its scope is about, what the call says, and what CloudWatch counts of it. */
export class LogFormat extends LogFormatter {
  override formatAttributes(
    { logLevel, message, timestamp, serviceName, xRayTraceId }: UnformattedAttributes,
    given: LogAttributes,
  ): LogItem {
    const fields = { ...scopeFields(), ...given };
    return new LogItem({
      attributes: {
        level: logLevel,
        message,
        timestamp: this.formatTimestamp(timestamp),
        service: serviceName,
        xray_trace_id: xRayTraceId,
        ...fields,
        ...metricMembers(message, fields, timestamp),
      },
    });
  }
}
