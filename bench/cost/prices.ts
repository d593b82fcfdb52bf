/** A price of AWS. */
export interface Price {
  /** US dollars for one of what is counted. */
  readonly usd: number;
  /** `1 request`, `1 GB second`: what is counted. */
  readonly per: string;
  readonly source: string;
  /** False: no page was read that says so. What was read is the source, or somebody who quotes it. */
  readonly isVerified: boolean;
}

/** Where and when the prices below were list prices: without free tiers, taxes, discounts and data transfer. */
export const PRICE_LIST = { region: 'us-east-1 (N. Virginia)', at: '2026-11' } as const;

const MILLION = 1_000_000;

const price = (usd: number, per: string, source: string, isVerified = true): Price => ({
  usd,
  per,
  source,
  isVerified,
});

const unverified = (usd: number, per: string, source: string): Price => price(usd, per, source, false);

/** All prices that the cost model knows: nothing else in it is a price. */
export const prices = {
  transition: price(0.025 / 1_000, 'state transition, Standard', 'aws.amazon.com/step-functions/pricing'),
  invocation: price(0.2 / MILLION, 'invocation', 'aws.amazon.com/lambda/pricing, through mcrn.ar, 2026-05'),
  armSecond: price(0.0000133334, 'GB second, arm64', 'aws.amazon.com/lambda/pricing, through mcrn.ar, 2026-05'),
  x86Second: price(0.0000166667, 'GB second, x86', 'aws.amazon.com/lambda/pricing, through mcrn.ar, 2026-05'),
  httpRequest: price(1 / MILLION, 'request, HTTP API', 'appropri8.com, 2025-12'),
  restRequest: price(3.5 / MILLION, 'request, REST API', 'appropri8.com, 2025-12'),
  writeUnit: price(0.625 / MILLION, 'write request unit, on demand', 'airbyte.com, 2025-07'),
  readUnit: price(0.125 / MILLION, 'read request unit, on demand', 'airbyte.com, 2025-07'),
  logGigabyte: price(0.5, 'GB taken in, first tier', 'duckbillgroup.com, 2025-05'),
  queueRequest: unverified(0.5 / MILLION, 'request, FIFO', 'aws.amazon.com/sqs/pricing'),
  mail: unverified(0.1 / 1_000, 'mail', 'aws.amazon.com/ses/pricing'),
  topicMail: unverified(2 / 100_000, 'mail, SNS', 'aws.amazon.com/sns/pricing'),
  secretRead: unverified(0.05 / 10_000, 'call', 'aws.amazon.com/secrets-manager/pricing'),
  filePut: unverified(0.005 / 1_000, 'PUT', 'aws.amazon.com/s3/pricing'),
  fileRead: unverified(0.0004 / 1_000, 'HEAD or GET', 'aws.amazon.com/s3/pricing'),
  schedule: unverified(1 / MILLION, 'invocation of a schedule', 'aws.amazon.com/eventbridge/pricing'),
  trace: price(5 / MILLION, 'trace recorded', 'aws.amazon.com/xray/pricing'),
  alarm: unverified(0.1, 'alarm and month', 'aws.amazon.com/cloudwatch/pricing'),
  dashboard: unverified(3, 'dashboard and month', 'aws.amazon.com/cloudwatch/pricing'),
  secret: unverified(0.4, 'secret and month', 'aws.amazon.com/secrets-manager/pricing'),
  key: unverified(1, 'key and month', 'aws.amazon.com/kms/pricing'),
} as const satisfies Readonly<Record<string, Price>>;
