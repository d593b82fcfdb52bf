import { describe, expect, it } from 'vitest';
import { apiRoutes, approvalRoutes, openRoutes } from '#handlers/routes.ts';
import { checkStage } from '#lib/stage-check.ts';
import { synthesise } from '#lib/synthesise.ts';
import { planOf } from '#local/cloud-plan.ts';
import { credentialSecrets } from '#local/credentials.ts';
import { CannotStart } from '#local/failure.ts';
import { CLIENT_ID } from '#local/people.ts';
import { readSettings } from '#local/settings.ts';
import { issuerOf, localStage } from '#local/stage.ts';

const URL = 'http://127.0.0.1:3000';
const addresses = { api: URL, queues: 'http://127.0.0.1:4000' };
const TRYTON = {
  LOCAL_ERP: 'tryton',
  TRYTON_URL: 'http://127.0.0.1:8000/erp/',
  TRYTON_USER: 'u',
  TRYTON_PASSWORD: 'p',
};
const settings = readSettings({ ...TRYTON, APPROVAL_WINDOW: 'PT90S', SIGN_IN_ABOVE: '1000000' });
const erp = { id: 'tryton', settings: { url: TRYTON.TRYTON_URL }, credentials: { user: 'u', password: 'p' } };
const template = JSON.stringify(synthesise(checkStage(localStage(settings, erp, URL))));
const plan = planOf(template, addresses);

describe('the stack, read for one machine', () => {
  it('has the routes of the API, guarded by the local issuer', () => {
    const keys = (routes: object): unknown[] => Object.values(routes).sort();
    const guarded = plan.routes.filter(({ authorizer }) => authorizer !== null);
    const open = plan.routes.filter(({ authorizer }) => authorizer === null);
    expect(guarded.map(({ key }) => key).sort()).toEqual(keys(apiRoutes));
    expect(open.map(({ key }) => key).sort()).toEqual([...keys(openRoutes), ...keys(approvalRoutes)].sort());
    expect(new Set(guarded.map(({ authorizer }) => authorizer?.issuer))).toEqual(new Set([issuerOf(URL)]));
  });

  it('has functions that know this machine', () => {
    const environmentOf = (name: string) => plan.functions.find((each) => each.name === name)?.environment;
    expect(environmentOf('send-mails')).toMatchObject({
      STAGE: 'local',
      TABLE_NAME: plan.table.TableName,
      PUBLIC_URL: URL,
    });
    expect(environmentOf('approvals')).toMatchObject({ ISSUER: issuerOf(URL), CLIENT_ID });
    expect(environmentOf('api')).toMatchObject({ STATE_MACHINE_ARN: `${plan.stateMachine.arn}:live` });
    expect(plan.stateMachine.aliases).toEqual([`${plan.stateMachine.arn}:live`]);
    expect(plan.buckets).toContain(environmentOf('send-to-erp-local-export-import-file')?.['EXPORT_BUCKET']);
  });

  it('hands mail tasks, set aside when they cannot be done, to the function that mails', () => {
    const [source, ...others] = plan.eventSources;
    expect(others).toEqual([]);
    expect(plan.functions.find(({ arn }) => arn === source?.target)?.name).toBe('send-mails');
    expect(plan.functions.find(({ name }) => name === 'sweep')?.environment['MAIL_QUEUE_URL']).toBe(source?.queue.url);
    const setAside = plan.queues.find(({ arn }) => source?.queue.attributes['RedrivePolicy']?.includes(arn));
    expect(plan.queues.filter((queue) => queue !== source?.queue)).toEqual([setAside]);
  });

  it('runs the sweeper every minute, and counts what waits every quarter of an hour', () => {
    const arnOf = (wanted: string) => plan.functions.find(({ name }) => name === wanted)?.arn;
    const role = expect.stringMatching(/^arn:aws:iam::/) as string;
    expect(plan.schedules).toEqual([
      { everySeconds: 60, target: arnOf('sweep'), role, input: { scope: 'due' } },
      { everySeconds: 900, target: arnOf('count-waiting'), role, input: {} },
    ]);
  });

  it('seeds the integrations of both companies through its own function', () => {
    const [seeding, ...others] = plan.seedings;
    expect(others).toEqual([]);
    expect(plan.functions.find(({ arn }) => arn === seeding?.target)?.name).toBe('seed-integrations');
    expect(seeding?.event).toMatchObject({
      RequestType: 'Create',
      ResourceProperties: { Integrations: expect.any(String) as string },
    });
    expect(JSON.stringify(seeding?.event)).toContain('PT90S');
    expect(JSON.stringify(seeding?.event)).toMatch(/sign_in_above\W+1000000/);
  });

  it('leaves out what only matters in AWS', () => {
    const only = (Type: string) => ({ Type, Properties: { Of: [{ Ref: 'NobodyHere' }] } });
    const types = ['AWS::Logs::MetricFilter', 'AWS::CloudWatch::Alarm', 'AWS::SQS::QueuePolicy'];
    const more = Object.fromEntries(types.map((type, index) => [`Only${index}`, only(type)]));
    const { Resources } = JSON.parse(template) as { Resources: object };
    expect(() => planOf(JSON.stringify({ Resources: { ...Resources, ...more } }), addresses)).not.toThrow();
  });

  it('finds the credentials of the ERP where its export function looks for them', () => {
    expect([...credentialSecrets(erp, plan.functions)]).toEqual([
      ['send-to-erp/local/1/default/tryton', JSON.stringify({ user: 'u', password: 'p' })],
    ]);
    expect(credentialSecrets({ id: 'import-file' }, plan.functions).size).toBe(0);
  });
});

it.each([
  ['another schedule', 'rate(1 minute)', 'cron(0 8 * * ? *)'],
  ['a state machine that waits', '\\"Type\\": \\"Succeed\\"', '\\"Type\\": \\"Wait\\"'],
  ['another payload format', '"PayloadFormatVersion":"2.0"', '"PayloadFormatVersion":"1.0"'],
])('%s is refused in one line', (_, from, to) => {
  expect(template).toContain(from);
  const read = () => planOf(template.replaceAll(from, to), addresses);
  expect(read).toThrow(CannotStart);
  expect(read).toThrow(/^.+$/);
});
