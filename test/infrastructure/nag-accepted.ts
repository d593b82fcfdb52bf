/** A finding that stays, with its reason. What is not listed fails, and so does what is listed and not found. */
export interface AcceptedFinding {
  /** Of cdk-nag: https://github.com/cdklabs/cdk-nag/blob/main/RULES.md#awssolutions */
  readonly rule: RegExp;
  /** Path of the construct within the stack. */
  readonly at: RegExp;
  readonly reason: string;
}

export const acceptedOfCdkNag: readonly AcceptedFinding[] = [
  {
    rule: /^AwsSolutions-APIG4$/,
    at: /^Http\/Api\/(GET--health|GET--openapi\.json|(GET|HEAD|OPTIONS|POST)--approvals--[^/]+|GET--approvals--\{token\}--sign-in)\/Resource$/,
    reason:
      'Open on purpose (functions/handlers/routes.ts): the signed link is the key of an approval page. All other routes have the JWT authoriser.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    at: /Role\/DefaultPolicy\/Resource$/,
    reason:
      'X-Ray and the delivery of the state machine’s log know no resources; that no other action is granted on all is asserted in grants.test.ts.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::arn:\S+:secret:send-to-erp\/[\w-]+\/\*\/[\w-]+(\/tokens)?(-\?{6})?\]$/,
    at: /^(Exports|LookUps)\/[\w-]+Role\/DefaultPolicy\/Resource$/,
    reason:
      'Credentials and tokens of all integrations with one ERP, which operators add without a deployment. Each ERP’s functions reach their own ERP’s only.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::<ExportsFilesBucket\w+\.Arn>\/\*\]$/,
    at: /^Exports\/[\w-]+Role\/DefaultPolicy\/Resource$/,
    reason: 'The files of all companies: names are made from ids that are not known when the stack is deployed.',
  },
  {
    rule: /^AwsSolutions-S1$/,
    at: /^Exports\/Files\/Bucket\/Resource$/,
    reason:
      'Who reads export files stands in CloudTrail where the account logs data events; access logs are a second bucket to guard.',
  },
  {
    rule: /^AwsSolutions-SF1$/,
    at: /^Workflow\/StateMachine\/Resource$/,
    reason:
      'Errors are logged; all events stand in the history of each execution for 90 days, and what counts stands in the ledger.',
  },
  {
    rule: /^AwsSolutions-SMG4$/,
    at: /^LinkKeys\/Secret\/Resource$/,
    reason:
      'A key that signs links is good for as long as they are: operators add a new one and drop the old one by hand (docs/operations.md). A rotation by itself would need a function that may write keys.',
  },
];
