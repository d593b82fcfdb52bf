import type { Unneeded } from './grants.ts';

/** Grants that no flow needs on one machine, each with who needs it in AWS. */
export const unneeded: readonly Unneeded[] = [
  {
    grant: / logs:(CreateLogStream|PutLogEvents) \S+:log-group:/,
    reason: "Lambda writes logs in the function's role.",
  },
  {
    grant: / xray:Put(TraceSegments|TelemetryRecords) \*$/,
    reason: 'Lambda and Step Functions write traces in the role.',
  },
  {
    grant: /^WorkflowStateMachine\S* xray:GetSampling(Rules|Targets) \*$/,
    reason: 'Step Functions asks which executions to trace.',
  },
  {
    grant: /^WorkflowStateMachine\S* logs:\w+ \*$/,
    reason:
      'Step Functions makes sure that its log can be delivered: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html. CloudWatch knows no resources for it.',
  },
  {
    grant: /^MailsSendMailsRole\S* sqs:GetQueueAttributes /,
    reason:
      "Lambda's pollers ask how much waits: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html. The pollers here do not.",
  },
  {
    grant: /^MailsSendMailsRole\S* ses:SendEmail \S+:identity\/example\.com$/,
    reason: 'SES knows a sender by its domain or by its address, as the account has verified it; here by its address.',
  },
  {
    grant: /^IntegrationsProviderRole\S* lambda:GetFunction /,
    reason: "CDK's function waits for ours when Lambda has put it to rest. Here it is ready at once.",
  },
  {
    grant: / secretsmanager:\w+ \S+:secret:send-to-erp\/local\/\*\/[\w-]+(\/tokens)?$/,
    reason:
      'Whether IAM sees a secret that is not there with or without the six characters of an ARN is told in both ways, so both are granted (lib/erp-secrets.ts). Here it sees them.',
  },
];
