import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Access } from '#local/access/access.ts';
import { need } from '#local/access/needs.ts';
import { patternOf } from '#local/access/pattern.ts';
import { decide, rightsOf } from '#local/access/policy.ts';
import type { Json } from '#local/json.ts';
import { functionsOf } from '#local/template/functions.ts';
import { Intrinsics } from '#local/template/intrinsics.ts';
import { readTemplate } from '#local/template/template.ts';

const policy = (...Statement: Json[]) => ({ Version: '2012-10-17', Statement });
const allow = (Action: Json, Resource: Json, more: object = {}) => ({ Effect: 'Allow', Action, Resource, ...more });
const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/ledger';
const isAllowed = (statements: Json[], action: string, resource = TABLE, keys = {}) =>
  decide(rightsOf(policy(...statements)), need(action, resource, keys)).isAllowed;

describe('a policy', () => {
  it('allows what one of its statements allows: the action on the resource', () => {
    const statements = [allow(['dynamodb:GetItem', 'dynamodb:Query'], [TABLE, `${TABLE}/index/due`])];
    expect(isAllowed(statements, 'dynamodb:GetItem')).toBe(true);
    expect(isAllowed(statements, 'DynamoDB:getitem')).toBe(true);
    expect(isAllowed(statements, 'dynamodb:Query', `${TABLE}/index/due`)).toBe(true);
    expect(isAllowed(statements, 'dynamodb:UpdateItem')).toBe(false);
    expect(isAllowed(statements, 'dynamodb:Query', `${TABLE}/index/by_status`)).toBe(false);
  });

  it('denies what another statement denies', () => {
    const statements = [allow('dynamodb:*', '*'), { ...allow('dynamodb:UpdateItem', TABLE), Effect: 'Deny' }];
    expect(isAllowed(statements, 'dynamodb:GetItem')).toBe(true);
    expect(isAllowed(statements, 'dynamodb:UpdateItem')).toBe(false);
  });

  it('of leading keys lets pass items whose partition is of that form', () => {
    const leases = { Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['C#*#T'] } } };
    const of = (...keys: string[]) =>
      isAllowed([allow('dynamodb:GetItem', TABLE, leases)], 'dynamodb:GetItem', TABLE, {
        'dynamodb:LeadingKeys': keys,
      });
    expect(of('C#1#T')).toBe(true);
    expect(of('C#1#P#7')).toBe(false);
    expect(of('C#1#T', 'C#1#P#7')).toBe(false);
    // AWS: a request without the key fulfils ForAllValues.
    expect(of()).toBe(true);
  });

  it('of one value lets pass nothing without it', () => {
    const sender = { Condition: { StringEquals: { 'ses:FromAddress': 'erp@example.com' } } };
    const from = (keys: object) => isAllowed([allow('ses:SendEmail', '*', sender)], 'ses:SendEmail', 'arn', keys);
    expect(from({ 'ses:FromAddress': ['erp@example.com'] })).toBe(true);
    expect(from({ 'ses:FromAddress': ['boss@example.com'] })).toBe(false);
    expect(from({})).toBe(false);
  });

  it.each([
    ['another member', allow('a:B', '*', { NotAction: 'a:C' }), 'NotAction'],
    ['another operator', allow('a:B', '*', { Condition: { NumericLessThan: { 'a:b': '3' } } }), 'NumericLessThan'],
    [
      'another quantifier',
      allow('a:B', '*', { Condition: { 'ForAnyValue:StringLike': { 'a:b': 'c' } } }),
      'ForAnyValue',
    ],
    ['a variable', allow('a:B', 'arn:${aws:username}'), 'uses a variable'],
  ])('is refused where it uses %s, which is not known here', (_, statement, message) => {
    // prettier-ignore
    expect(() => rightsOf(policy(statement))).toThrow(message);
  });

  it('is refused where it asks for what a request is not looked at for', () => {
    const leases = { Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'C#1#T' } } };
    const query = () =>
      isAllowed([allow('dynamodb:Query', TABLE, leases)], 'dynamodb:Query', TABLE, {
        'dynamodb:LeadingKeys': 'unknown',
      });
    expect(query).toThrow('dynamodb:LeadingKeys');
  });
});

describe('a pattern', () => {
  const plain = fc.string({ unit: 'grapheme' }).filter((text) => !/[*?]/.test(text));

  it('without wildcards matches itself alone', () => {
    fc.assert(fc.property(plain, plain, (one, other) => patternOf(one)(other) === (one === other)));
  });

  it('takes * for any text and ? for one character', () => {
    fc.assert(
      fc.property(plain, plain, plain, (start, middle, end) => patternOf(`${start}*${end}`)(start + middle + end)),
    );
    expect(patternOf('secret:a-??????')('secret:a-AbC123')).toBe(true);
    expect(patternOf('secret:a-??????')('secret:a-AbC12')).toBe(false);
  });
});

describe('a function', () => {
  const role = (id: string, more: object = {}) => ({
    [`${id}Role`]: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {}, ...more } },
    [id]: {
      Type: 'AWS::Lambda::Function',
      Properties: { Handler: `${id}.handler`, Role: { 'Fn::GetAtt': [`${id}Role`, 'Arn'] } },
    },
  });
  const grant = {
    Type: 'AWS::IAM::Policy',
    Properties: { PolicyDocument: policy(allow('dynamodb:GetItem', TABLE)), Roles: [{ Ref: 'readRole' }] },
  };
  const accessIn = (resources: object) => {
    const template = readTemplate(JSON.stringify({ Resources: resources }));
    const intrinsics = new Intrinsics(template, { api: 'http://api', queues: 'http://queues' });
    return new Access(intrinsics, functionsOf(intrinsics));
  };
  const all = { ...role('read'), ...role('other'), grant };

  it('may do what the policies of its own role allow, and is told who may not do what on what', () => {
    const access = accessIn(all);
    const refusal = (name: string) => access.refusal(access.callerWith(name)!, [need('dynamodb:GetItem', TABLE)]);
    expect(refusal('read')).toBeNull();
    expect(refusal('other')).toBe(
      `other (arn:aws:iam::000000000000:role/otherRole) is not authorized to perform: dynamodb:GetItem on resource: ${TABLE} because no policy allows it`,
    );
  });

  it('that has rights in another way keeps the cloud from starting', () => {
    expect(() =>
      accessIn(role('read', { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] })),
    ).toThrow('readRole has ManagedPolicyArns, which is not known here.');
  });

  it('is known by its access key; whoever has another key may do everything', () => {
    expect(accessIn(all).callerWith('local')).toBeUndefined();
  });
});
