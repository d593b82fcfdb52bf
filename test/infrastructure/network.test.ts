import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { connectors } from '#lib/connectors.ts';
import { askableErps, dev, devWith, functions, ofType, only, readable } from './template.ts';

const existing = {
  kind: 'existing',
  subnetIds: ['subnet-0123456789abcdef0'],
  securityGroupIds: ['sg-0123456789abcdef0'],
};
const joined = devWith({ vpc: existing });
const made = devWith({ vpc: { kind: 'created' } });
const kept = devWith({ vpc: { kind: 'created' }, keepsData: true });

const placesOf = (from: typeof dev) =>
  new Map(
    functions(from).flatMap(({ label, raw }) => (raw['VpcConfig'] === undefined ? [] : [[label, raw['VpcConfig']]])),
  );

const called = connectors.flatMap(({ id, delivery }) => (delivery === 'call' ? [`export ${id}`] : []));
const callers = [...called, ...askableErps.map((id) => `look-up ${id}`)].sort();

const statement = z.object({
  Effect: z.string(),
  Action: z.unknown(),
  Resource: z.unknown(),
  Condition: z.unknown().optional(),
});
const interfaceRights = (from: typeof dev) =>
  ofType('AWS::IAM::Policy', from)
    .flatMap(
      ({ Properties }) =>
        z.object({ PolicyDocument: z.object({ Statement: z.array(statement) }) }).parse(Properties).PolicyDocument
          .Statement,
    )
    .filter(({ Action }) => [Action].flat().some((action) => String(action).startsWith('ec2:')));

describe('a network for ERPs with allow-lists', () => {
  it('is not there unless the stage asks for it', () => {
    expect(placesOf(dev).size).toBe(0);
    expect(interfaceRights(dev)).toEqual([]);
  });

  it('holds whatever calls an ERP, and nothing else', () => {
    expect([...placesOf(joined).keys()].sort()).toEqual(callers);
    expect([...placesOf(made).keys()].sort()).toEqual(callers);
  });

  it('can be one that exists', () => {
    const place = { SubnetIds: existing.subnetIds, SecurityGroupIds: existing.securityGroupIds };
    expect([...placesOf(joined).values()]).toEqual(callers.map(() => place));
    expect(ofType('AWS::EC2::VPC', joined)).toEqual([]);
  });

  it('is made with one fixed address, which the stack puts out and keeps with its data', () => {
    const address = only('AWS::EC2::EIP', made);
    expect(only('AWS::EC2::NatGateway', made).Properties['AllocationId']).toEqual({
      'Fn::GetAtt': [address.id, 'AllocationId'],
    });
    expect(made.Outputs['AddressErpsSee']?.Value).toEqual({ 'Fn::GetAtt': [address.id, 'PublicIp'] });
    expect(address.DeletionPolicy).toBe('Delete');
    expect(only('AWS::EC2::EIP', kept).DeletionPolicy).toBe('Retain');
  });

  it('lets functions out by the NAT alone, gives none a public address, and lets nobody in', () => {
    const isPublic = ofType('AWS::EC2::Subnet', made).map(({ Properties }) => Properties['MapPublicIpOnLaunch']);
    expect(new Set(isPublic)).toEqual(new Set([false]));
    const ways = ofType('AWS::EC2::Route', made).filter(({ id }) => id.includes('Functions'));
    expect(ways.map(({ Properties }) => readable(Properties['NatGatewayId']))).toHaveLength(2);
    expect(only('AWS::EC2::SecurityGroup', made).Properties).not.toHaveProperty('SecurityGroupIngress');
    expect(ofType('AWS::EC2::SecurityGroupIngress', made)).toEqual([]);
  });

  it('reaches the ledger without the NAT, and logs what it turns away', () => {
    expect(readable(only('AWS::EC2::VPCEndpoint', made).Properties['ServiceName'])).toBe(
      'com.amazonaws.Region.dynamodb',
    );
    expect(only('AWS::EC2::FlowLog', made).Properties['TrafficType']).toBe('REJECT');
  });

  it('gives Lambda the right to its network interfaces, and takes it from the code of the functions', () => {
    const denied = interfaceRights(joined).filter(({ Effect }) => Effect === 'Deny');
    expect(denied).toHaveLength(callers.length);
    for (const { Condition } of denied) {
      const { ArnLike } = z.object({ ArnLike: z.object({ 'lambda:SourceFunctionArn': z.unknown() }) }).parse(Condition);
      expect(readable(ArnLike['lambda:SourceFunctionArn'])).toMatch(/:function:send-to-erp-dev-\*$/);
    }
  });
});
