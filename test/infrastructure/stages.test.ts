import { describe, expect, it } from 'vitest';
import { registry } from '#erp/registry.ts';
import { checkStage } from '#lib/stage-check.ts';
import { stageOf } from '#lib/stages.ts';

const dev = stageOf('dev');
const integration = dev.integrations[0]!;

describe('the stages', () => {
  it.each(['dev', 'prod'])('%s is in order', (name) => {
    expect(stageOf(name).name).toBe(name);
  });

  it('that do not exist are refused by name, with those that do', () => {
    expect(() => stageOf('staging')).toThrow('There is no stage "staging" in lib/stages.ts. Choose one of: dev, prod.');
    expect(() => stageOf('toString')).toThrow('There is no stage "toString"');
  });
});

describe('a stage with a wrong field is refused: named, with an example', () => {
  it.each([
    ['name', { name: 'Dev Stage' }, 'name: must be lower-case words joined by hyphens (for example "dev")'],
    ['name', { name: 'a'.repeat(17) }, 'name: Too big: expected string to have <=16 characters (for example "dev")'],
    ['mailFrom', { mailFrom: 'example.com' }, 'mailFrom: Invalid email address (for example "erp-dev@example.com")'],
    ['mailFrom', { mailFrom: undefined }, 'mailFrom: Invalid input: expected string, received undefined (for example'],
    ['publicUrl', { publicUrl: 'erp.example.com' }, 'publicUrl: Invalid URL'],
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
    ['exportsAtOnce', { exportsAtOnce: 1.5 }, 'exportsAtOnce: Invalid input: expected int'],
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
