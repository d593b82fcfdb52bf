import { CfnRecordSet, HostedZone, type IHostedZone } from 'aws-cdk-lib/aws-route53';
import { CfnOutput, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { lies } from '#lib/stage-address.ts';
import type { Stage } from '#lib/stage-settings.ts';

/** The stage's hosted zone, when a name can have records in it. */
export const zoneFor = (scope: Construct, name: string, { hostedZone: zone }: Stage): IHostedZone | undefined =>
  zone !== undefined && lies(name, zone.name)
    ? HostedZone.fromHostedZoneAttributes(scope, 'Zone', { hostedZoneId: zone.id, zoneName: zone.name })
    : undefined;

/** A record of DNS whose name is written in full; only CloudFormation may know it. */
export interface DnsRecord {
  readonly name: string;
  readonly type: 'CNAME' | 'MX' | 'TXT';
  readonly value: string;
}

/** Long enough for resolvers, short enough to mend a mistake the same day. */
const TTL_SECONDS = 1_800;

/** Writes records into the zone; without one it puts them out, for people to write them where the domain's DNS is kept. */
export const addRecords = (
  scope: Construct,
  zone: IHostedZone | undefined,
  records: Record<string, DnsRecord>,
): void => {
  for (const [id, { name, type, value }] of Object.entries(records)) {
    if (zone === undefined) {
      new CfnOutput(Stack.of(scope), `${id}Record`, { value: `${name} ${type} ${value}` });
    } else {
      new CfnRecordSet(scope, id, {
        hostedZoneId: zone.hostedZoneId,
        name,
        type,
        resourceRecords: [value],
        ttl: String(TTL_SECONDS),
      });
    }
  }
};
