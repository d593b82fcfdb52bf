import { GetAccountCommand, GetEmailIdentityCommand, type SESv2Client } from '@aws-sdk/client-sesv2';
import * as z from 'zod';
import type { Check } from '#ops/doctor/check.ts';
import { fault, ofEach, orNull, type Finding } from '#ops/doctor/finding.ts';
import type { DeployedStack } from '#ops/doctor/subject.ts';
import { variableIn } from '#ops/doctor/template.ts';

const NO_MAIL = 'no approver gets a mail';

/** SES refuses what goes beyond; a batch at a month's end needs some room. */
const FULL = 0.8;

const ofAccount = async (client: SESv2Client): Promise<Finding[]> => {
  const account = await client.send(new GetAccountCommand());
  const { SendingEnabled, ProductionAccessEnabled, EnforcementStatus: standing = 'HEALTHY', SendQuota } = account;
  const { Max24HourSend: most = -1, SentLast24Hours: sent = 0 } = SendQuota ?? {};
  return [
    ...(SendingEnabled === false
      ? [
          fault(
            `SES does not send for this account: ${NO_MAIL}.`,
            'aws sesv2 put-account-sending-attributes --sending-enabled; when AWS paused it, answer the case in the Support Center.',
          ),
        ]
      : []),
    ...(standing === 'HEALTHY'
      ? []
      : [
          fault(
            `SES has put the account's sending under ${standing}.`,
            'The reputation page of the SES console says why (bounces, complaints); answer the case in the Support Center.',
          ),
        ]),
    ...(ProductionAccessEnabled === false
      ? [
          fault(
            'SES still holds the account in its sandbox: only verified addresses get mails.',
            'Request production access in the SES console of this region; it takes AWS about a day.',
          ),
        ]
      : []),
    // -1 is no limit.
    ...(most > 0 && sent >= most * FULL
      ? [
          fault(
            `${sent} of the ${most} mails that SES sends in 24 hours have been sent: what goes beyond waits, and is set aside after half an hour.`,
            'Request a higher sending quota in Service Quotas.',
          ),
        ]
      : []),
  ];
};

/** The identity that SES knows a sender by: the address itself, or its domain. */
const identityOf = async (client: SESv2Client, address: string, domain: string) => {
  const ask = (EmailIdentity: string) => orNull(client.send(new GetEmailIdentityCommand({ EmailIdentity })));
  return (await ask(address)) ?? (await ask(domain));
};

const ofIdentity = async (client: SESv2Client, address: string): Promise<Finding[]> => {
  const domain = address.slice(address.indexOf('@') + 1);
  const found = await identityOf(client, address, domain);
  if (found === null) {
    const what = `SES knows neither the sender (mailFrom in the stage file) nor its domain ${domain}: ${NO_MAIL}.`;
    const todo = `aws sesv2 create-email-identity --email-identity ${domain}, and publish the DKIM records that it answers.`;
    return [fault(what, todo)];
  }
  const { VerifiedForSendingStatus: isVerified, DkimAttributes: dkim } = found;
  const records = `Publish the DKIM records that aws sesv2 get-email-identity --email-identity ${domain} shows, and wait for DNS.`;
  return [
    ...(isVerified === true
      ? []
      : [fault(`The sender's identity is not verified in SES (domain ${domain}): ${NO_MAIL}.`, records)]),
    ...(dkim?.Status === 'SUCCESS'
      ? []
      : [
          fault(
            `Mails from ${domain} are not signed by DKIM (${dkim?.Status ?? 'not set up'}): they end in spam, or are refused.`,
            records,
          ),
        ]),
    ...(dkim?.Status === 'SUCCESS' && dkim.SigningEnabled === false
      ? [
          fault(
            `SES has the DKIM keys of ${domain}, but does not sign with them: mails end in spam, or are refused.`,
            `aws sesv2 put-email-identity-dkim-attributes --email-identity ${domain} --signing-enabled`,
          ),
        ]
      : []),
  ];
};

/** Whether SES sends the stage's mails. */
export const senderCheck: Check<DeployedStack> = {
  name: 'sender',
  permissions: ['ses:GetAccount', 'ses:GetEmailIdentity'],
  run: async ({ aws, wanted }) => {
    const address = z.string().parse(variableIn(wanted, 'MAIL_FROM'));
    return ofEach([ofAccount, (client: SESv2Client) => ofIdentity(client, address)], (look) => look(aws.mail));
  },
};
