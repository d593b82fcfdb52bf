import { invocationsOf, type Usage } from '#bench/cost/usage.ts';

const TIME = '2026-11-27T09:00:00.000Z';
const REQUEST_ID = '7f0c1f7e-0b1c-4d2e-9f3a-5b6c7d8e9f00';
const TRACING = {
  spanId: '0123456789abcdef',
  type: 'X-Amzn-Trace-Id',
  value: 'Root=1-69280000-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=1',
};

/** What Lambda itself writes of a call in JSON at level INFO: docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html. */
const PLATFORM_LINES = [
  {
    time: TIME,
    type: 'platform.start',
    record: { requestId: REQUEST_ID, version: '$LATEST', tracing: TRACING },
  },
  {
    time: TIME,
    type: 'platform.report',
    record: {
      requestId: REQUEST_ID,
      metrics: { durationMs: 100.001, billedDurationMs: 1001, memorySizeMB: 1024, maxMemoryUsedMB: 128 },
      tracing: TRACING,
      status: 'success',
    },
  },
].map((line) => JSON.stringify(line).length);

/** A line of the HTTP API's log, by the format in lib/http-api.ts. */
const ACCESS_LINE = JSON.stringify({
  request_id: 'JKJaXmPLvHcESHA=',
  route: 'POST /rest/v1.0/companies/{company_id}/projects/{project_id}/erp_requests',
  status: '201',
  latency_ms: '100',
  function_latency_ms: '100',
  error: '-',
  authorizer_error: '-',
}).length;

/** An error that Step Functions logs without its data, as all its events at level ERROR. Taken larger than any seen. */
const WORKFLOW_ERROR_BYTES = 600;

/** CloudWatch counts so many bytes for each line beside its text: docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html. */
const LINE_BYTES = 26;

/** Bytes that CloudWatch takes in: the functions' own lines, Lambda's two of each call, and the HTTP API's. */
export const logBytesOf = (usage: Usage): number => {
  const invocations = invocationsOf(usage);
  const lines = usage.logLines + PLATFORM_LINES.length * invocations + usage.httpRequests + usage.failures;
  const platform = invocations * PLATFORM_LINES.reduce((sum, bytes) => sum + bytes, 0);
  const others = usage.httpRequests * ACCESS_LINE + usage.failures * WORKFLOW_ERROR_BYTES;
  return usage.logBytes + platform + others + lines * LINE_BYTES;
};
