import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { dev, devWith, ofType, only, readable } from './template.ts';

const alarmEmail = 'erp-alarms@example.com';
// With everything that brings alarms of its own.
const mailed = devWith({ alarmEmail, mailIdentity: { kind: 'created' } });

const actionsOf = (from: typeof dev) =>
  Object.values(from.Resources).flatMap(({ Type, Properties }) =>
    /^AWS::CloudWatch::(Composite)?Alarm$/.test(Type) ? [Properties['AlarmActions']] : [],
  );

const statements = (document: unknown) =>
  z
    .object({
      Statement: z.array(
        z.object({
          Effect: z.string(),
          Action: z.unknown(),
          Principal: z.unknown(),
          Condition: z.unknown().optional(),
        }),
      ),
    })
    .parse(document).Statement;

const inThisAccount = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };
const cloudWatch = { Service: 'cloudwatch.amazonaws.com' };

describe('alarms', () => {
  it('only show in CloudWatch where the stage has no address for them', () => {
    expect(new Set(actionsOf(dev))).toEqual(new Set([undefined]));
    expect(ofType('AWS::SNS::Topic', dev)).toEqual([]);
  });

  it('are all mailed where it has one', () => {
    const topic = { Ref: only('AWS::SNS::Topic', mailed).id };
    expect(actionsOf(mailed).length).toBeGreaterThan(5);
    for (const actions of actionsOf(mailed)) expect(actions).toEqual([topic]);
    expect(only('AWS::SNS::Subscription', mailed).Properties).toEqual({
      Protocol: 'email',
      Endpoint: alarmEmail,
      TopicArn: topic,
    });
  });

  it('travel under TLS only, from CloudWatch of this account only', () => {
    expect(statements(only('AWS::SNS::TopicPolicy', mailed).Properties['PolicyDocument'])).toMatchObject([
      {
        Effect: 'Deny',
        Action: 'sns:Publish',
        Principal: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      { Effect: 'Allow', Action: 'sns:Publish', Principal: cloudWatch, Condition: inThisAccount },
    ]);
  });

  it('are encrypted by a key that changes each year and that CloudWatch may use', () => {
    const key = only('AWS::KMS::Key', mailed);
    expect(readable(only('AWS::SNS::Topic', mailed).Properties['KmsMasterKeyId'])).toBe(readable({ Ref: key.id }));
    expect(key.Properties['EnableKeyRotation']).toBe(true);
    expect(statements(key.Properties['KeyPolicy'])).toContainEqual({
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Principal: cloudWatch,
      Condition: inThisAccount,
    });
  });
});
