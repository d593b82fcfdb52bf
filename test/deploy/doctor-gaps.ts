/** What doctor finds in a stage that nothing is the matter with, because the emulator is not AWS there. */
export const gaps: readonly { readonly finding: RegExp; readonly why: string }[] = [
  {
    finding: /^functions fault: The function \S+-export-\S+ has no limit of its own;/,
    why: 'CloudFormation drops ReservedConcurrentExecutions',
  },
  {
    finding: /^table fault: The table \S+ cannot be restored to a point in time: that is DISABLED\.$/,
    why: 'CloudFormation drops PointInTimeRecoverySpecification',
  },
  {
    finding: /^api fault: The API takes any number of requests a second and any number at once;/,
    why: 'GetStage answers no DefaultRouteSettings of a stage that CloudFormation made',
  },
  {
    finding: /^sender fault: Mails from example\.com are not signed by DKIM \(NOT_STARTED\)/,
    why: 'an address that is made an identity stays without DKIM, as nobody publishes records',
  },
  {
    finding: /^answers fault: \S+\/health is answered 502/,
    why: 'a route without parameters gets pathParameters null, where AWS leaves them out',
  },
];
