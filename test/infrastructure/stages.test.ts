import { describe, expect, it } from 'vitest';
import { integration as integrationForm } from '#domain/integration.ts';
import { policy } from '#domain/policy.ts';
import { registry } from '#erp/registry.ts';
import { checkStage } from '#lib/stage-check.ts';
import { stageExample } from '#lib/stage-example.ts';
import { stageFields } from '#lib/stage-settings.ts';
import { stageOf } from '#lib/stages.ts';

const dev = stageOf('dev');
const integration = dev.integrations[0]!;
const domain = {
  name: 'erp.example.com',
  certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012',
};
const firewall = {
  webAclArn: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/guard/12345678-1234-1234-1234-123456789012',
  certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012',
};

describe('the stages', () => {
  it.each(['dev', 'staging', 'prod'])('%s is in order', (name) => {
    expect(stageOf(name).name).toBe(name);
  });

  it('that do not exist are refused by name, with those that do', () => {
    expect(() => stageOf('test')).toThrow(
      'There is no stage "test" in lib/stages.ts. Choose one of: dev, staging, prod.',
    );
    expect(() => stageOf('toString')).toThrow('There is no stage "toString"');
  });
});

describe('the example', () => {
  it('has every field, so that every message can show one', () => {
    const [example] = stageExample.integrations;
    expect(Object.keys(stageExample).sort()).toEqual(stageFields.toSorted());
    expect(Object.keys(example ?? {}).sort()).toEqual(Object.keys(integrationForm.shape).sort());
    expect(Object.keys(example?.policy ?? {}).sort()).toEqual(Object.keys(policy.shape).sort());
  });

  it('is a stage that can be deployed, but that it says twice where it is reached', () => {
    expect(() => checkStage({ ...stageExample, publicUrl: undefined })).not.toThrow();
  });
});

describe('a stage with a wrong field is refused: named, with an example', () => {
  it.each([
    ['name', { name: 'Dev Stage' }, 'name: must be lower-case words joined by hyphens (for example "dev")'],
    ['name', { name: 'a'.repeat(17) }, 'name: Too big: expected string to have <=16 characters (for example "dev")'],
    ['mailFrom', { mailFrom: 'example.com' }, 'mailFrom: Invalid email address (for example "erp-dev@example.com")'],
    ['mailFrom', { mailFrom: undefined }, 'mailFrom: Invalid input: expected string, received undefined (for example'],
    ['publicUrl', { publicUrl: 'erp.example.com' }, 'publicUrl: Invalid URL (for example "https://erp.example.com")'],
    ['publicUrl', { publicUrl: 'javascript:alert(1)' }, 'publicUrl: Invalid URL'],
    [
      'jwt.issuer',
      { jwt: { ...dev.jwt, issuer: 'login' } },
      'jwt.issuer: Invalid URL (for example "https://login.example.com/")',
    ],
    [
      'jwt.audience',
      { jwt: { ...dev.jwt, audience: [] } },
      'jwt.audience: Too small: expected array to have >=1 items (for example ["send-to-erp-dev"])',
    ],
    ['signIn.clientId', { signIn: { clientId: '' } }, 'signIn.clientId: Too small'],
    ['signIn', { signIn: { clientId: 'pages', secret: 'x' } }, 'signIn: Unrecognized key: "secret"'],
    ['logRetention', { logRetention: 15 }, 'logRetention: Invalid option'],
    [
      'keepsData',
      { keepsData: 'yes' },
      'keepsData: Invalid input: expected boolean, received string (for example false)',
    ],
    [
      'throttling',
      { throttling: { rate: 0, burst: 40 } },
      'throttling.rate: Too small: expected number to be >0 (for example 20)',
    ],
    [
      'exportsAtOnce',
      { exportsAtOnce: 1.5 },
      'exportsAtOnce: Invalid input: expected int, received number (for example 5)',
    ],
    [
      'publicUrl beside domain',
      { domain, publicUrl: 'https://erp.example.com' },
      'publicUrl: must be left out: domain',
    ],
    [
      'domain.name',
      { domain: { ...domain, name: 'https://erp.example.com' } },
      'domain.name: must be a domain name in',
    ],
    [
      'domain.certificateArn',
      { domain: { ...domain, certificateArn: 'mine' } },
      'domain.certificateArn: must be the ARN of a certificate in AWS Certificate Manager (for example "arn:aws:acm:',
    ],
    [
      'domain.certificateArn where no zone can prove the name',
      { domain: { name: 'erp.example.com' } },
      'domain.certificateArn: must be given: the name lies in no hostedZone, which a new certificate needs (for example',
    ],
    ['hostedZone.id', { hostedZone: { id: 'example.com', name: 'example.com' } }, 'hostedZone.id: must be the id of a'],
    [
      'hostedZone.name of something else',
      { domain, hostedZone: { id: 'Z0123456789ABCDEFGHIJ', name: 'ample.com' } },
      'hostedZone.name: must be the end of domain.name',
    ],
    [
      'hostedZone.name of a sender that is not made here',
      { hostedZone: { id: 'Z0123456789ABCDEFGHIJ', name: 'example.com' } },
      'hostedZone.name: must be the end of domain.name, or of the domain of mailFrom where mailIdentity is created',
    ],
    [
      'firewall.webAclArn in another region',
      { domain, firewall: { ...firewall, webAclArn: firewall.webAclArn.replace('us-east-1', 'eu-west-1') } },
      'firewall.webAclArn: must be the ARN of a web ACL of AWS WAF with the scope CLOUDFRONT (for example "arn:aws:wafv2:',
    ],
    [
      'firewall.certificateArn in another region',
      { domain, firewall: { ...firewall, certificateArn: domain.certificateArn } },
      'firewall.certificateArn: must be the ARN of a certificate in AWS Certificate Manager in us-east-1, for domain.name',
    ],
    ['firewall without domain', { firewall }, 'domain: must be given where firewall is (for example {"name":'],
    ['mailIdentity.kind', { mailIdentity: { kind: 'ses' } }, 'mailIdentity.kind: Invalid'],
    [
      'mailIdentity.configurationSet',
      { mailIdentity: { kind: 'existing', configurationSet: 'a set' } },
      'mailIdentity.configurationSet: must be the name of a configuration set',
    ],
    [
      'mailIdentity.bounceDomain',
      { mailIdentity: { kind: 'created', bounceDomain: 'bounces.example.org' } },
      'mailIdentity.bounceDomain: must be a name below the domain of mailFrom (for example "bounces.example.com")',
    ],
    ['vpc.kind', { vpc: { kind: 'mine' } }, 'vpc.kind: Invalid'],
    [
      'vpc.subnetIds',
      { vpc: { kind: 'existing', subnetIds: ['10.0.0.0/24'], securityGroupIds: ['sg-0123456789abcdef0'] } },
      'vpc.subnetIds.0: must be the id of a subnet (for example "subnet-0123456789abcdef0")',
    ],
    [
      'vpc.securityGroupIds',
      { vpc: { kind: 'existing', subnetIds: ['subnet-0123456789abcdef0'], securityGroupIds: [] } },
      'vpc.securityGroupIds: Too small',
    ],
    ['alarmEmail', { alarmEmail: 'ops' }, 'alarmEmail: Invalid email address (for example "erp-alarms@example.com")'],
    [
      'exportFileDays',
      { exportFileDays: 30 },
      'exportFileDays: Too small: expected number to be >=90 (for example 365)',
    ],
    ['tags', { tags: { 'aws:mine': 'x' } }, 'tags.aws:mine: must be the key of a tag, not beginning with "aws:"'],
    ['an unknown one', { logRetentionDays: 14 }, 'Unrecognized key: "logRetentionDays"'],
    [
      'the ERP of an integration',
      { integrations: [{ ...integration, erp: 'trytn' }] },
      `integrations.0.erp: must be the id of a connector: ${Object.keys(registry).join(', ')}; or of an ERP that takes no projects: yardi-voyager, jobpac, penta`,
    ],
    [
      'the approvers of an integration',
      { integrations: [{ ...integration, approvers: [] }] },
      'integrations.0.approvers: Too small',
    ],
    [
      'the window of an integration',
      { integrations: [{ ...integration, policy: { approval_window: '14 days' } }] },
      'integrations.0.policy.approval_window: must be an ISO 8601 duration',
    ],
    [
      'the window of a second integration, with the example of a first',
      { integrations: [integration, { ...integration, id: 'b', is_default: false, policy: { approval_window: 5 } }] },
      'integrations.1.policy.approval_window: Invalid input: expected string, received number (for example "P14D")',
    ],
    [
      'more accepts than approvers',
      { integrations: [{ ...integration, policy: { accepts_needed: 2 } }] },
      'integrations.0.policy.accepts_needed: must be at most the number of approvers (1)',
    ],
    [
      'a reminder after the end',
      { integrations: [{ ...integration, policy: { approval_window: 'P2D', reminder_after: ['P1D', 'P2D'] } }] },
      'integrations.0.policy.reminder_after.1: must end before approval_window (P2D) does',
    ],
    [
      'the time of a digest',
      { integrations: [{ ...integration, policy: { digest: { at: '8 am' } } }] },
      'integrations.0.policy.digest.at: must be a time such as 08:00',
    ],
    [
      'two defaults',
      { integrations: [integration, { ...integration, id: 'other' }] },
      'integrations: company 1 must have exactly one default integration, not 2',
    ],
    [
      'no default',
      { integrations: [{ ...integration, is_default: false }] },
      'integrations: company 1 must have exactly one default integration, not 0',
    ],
    [
      'an id used twice',
      { integrations: [integration, { ...integration, is_default: false }] },
      'integrations: company 1 has two integrations with the same id',
    ],
    [
      'projects that two integrations claim',
      {
        integrations: [
          { ...integration, company_id: 2 },
          { ...integration, serves: [{ field: 'state_code', values: ['CA'] }] },
          { ...integration, id: 'west', is_default: false, serves: [{ field: 'state_code', values: ['NV', 'ca'] }] },
        ],
      },
      'integrations.2.serves.0.values.1: is claimed by the integration accounting too',
    ],
    [
      "a connector's own setting",
      { integrations: [{ ...integration, erp: 'tryton', settings: {} }] },
      'integrations.0.settings.',
    ],
  ])('%s', (_, wrong, message) => {
    expect(() => checkStage({ ...dev, ...wrong })).toThrow(message);
  });

  it('with all of its faults at once', () => {
    const refusal = () => checkStage({ ...dev, mailFrom: '', jwt: { issuer: 1, audience: [] } });
    for (const field of ['mailFrom', 'jwt.issuer', 'jwt.audience']) expect(refusal).toThrow(field);
  });
});
