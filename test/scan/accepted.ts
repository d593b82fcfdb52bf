/** Findings that stay, each with its reason. What is not listed fails. */
export interface Accepted {
  readonly check: string;
  readonly reason: string;
}

/** https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/rules.md */
export const acceptedOfCfnLint: readonly Accepted[] = [
  {
    check: 'W3005',
    reason: 'CDK names dependencies that a reference names already. It is harmless, and written by CDK.',
  },
];

/** https://www.checkov.io/5.Policy%20Index/cloudformation.html */
export const acceptedOfCheckov: readonly Accepted[] = [
  {
    check: 'CKV_AWS_158',
    reason:
      'Log groups are encrypted by CloudWatch itself. A key of our own would guard what may not be there: no secret, link or personal data is logged, which every suite looks for (test/support/leak-check.ts).',
  },
  { check: 'CKV_AWS_173', reason: 'Variables hold names and addresses. Secrets are read from Secrets Manager.' },
  {
    check: 'CKV_AWS_117',
    reason:
      'Functions call AWS and ERPs over TLS and have no network of their own to reach; a VPC would add a NAT to pay for.',
  },
  {
    check: 'CKV_AWS_116',
    reason:
      'Lambda keeps a queue for failed events of asynchronous calls. Here callers wait, or the sweeper is the repetition; mails have a queue with a dead-letter queue of its own.',
  },
  {
    check: 'CKV_AWS_115',
    reason:
      'Reserved concurrency takes away from all other functions of the account. Exports have theirs by the setting exportsAtOnce; the API is throttled before it calls a function.',
  },
  {
    check: 'CKV_AWS_27',
    reason: 'The queues are encrypted by SQS (SqsManagedSseEnabled), which the check does not count.',
  },
  {
    check: 'CKV_AWS_18',
    reason:
      'Who reads export files stands in CloudTrail where the account logs data events; access logs are a second bucket to guard.',
  },
  { check: 'CKV_AWS_149', reason: "Encrypted by AWS's key for Secrets Manager: its use stands in CloudTrail as well." },
  {
    check: 'CKV_AWS_119',
    reason: "Encrypted by AWS's key for DynamoDB (lib/ledger-table.ts): its use stands in CloudTrail as well.",
  },
];

/** Of options that no sample has: so nothing else may be found in a sample. */
export const acceptedOfOptions: readonly Accepted[] = [
  {
    check: 'CKV_AWS_86',
    reason: 'A log of CloudFront holds paths, and the path of an approval page is the key to it.',
  },
  {
    check: 'CKV_AWS_111',
    reason:
      'Lambda makes network interfaces with the rights of the role, and names no narrower resource for it; the code of the function is denied them (lib/erp-network.ts).',
  },
];

/** https://schemathesis.readthedocs.io/en/stable/reference/checks/ */
export const acceptedOfSchemathesis: readonly Accepted[] = [
  {
    check: 'positive_data_acceptance',
    reason:
      'What fits the schema may still be refused by a rule of the business, with 422: a project without cost codes, another project than the path names.',
  },
  {
    check: 'negative_data_rejection',
    reason: 'A null is taken for a field that is not there: Procore writes so what is not set.',
  },
  {
    check: 'unsupported_method',
    reason: 'An HTTP API answers 404 where another method has a route, and cannot be told otherwise.',
  },
];
