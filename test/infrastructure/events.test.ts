import { describe, expect, it } from 'vitest';
import { checkStage } from '#lib/stage-check.ts';
import { stageOf } from '#lib/stages.ts';
import { synthesise } from '#lib/synthesise.ts';
import { dev, functions, ofType, only, readable, template } from './template.ts';

const withEvents = (events: object) => template.parse(synthesise(checkStage({ ...stageOf('dev'), events })));
const own = withEvents({});
const named = withEvents({ bus: 'company-events' });

const busOf = (name: string, from: typeof dev) =>
  functions(from).find((each) => each.name === name)?.variables['EVENT_BUS'];

/** Resources that may be published to, as the policies say it. */
const publishers = (from: typeof dev) =>
  ofType('AWS::IAM::Policy', from).flatMap(({ id, Properties }) =>
    JSON.stringify(Properties).includes('events:PutEvents') ? [id] : [],
  );

const grantIn = (from: typeof dev): unknown => {
  const text = JSON.stringify(ofType('AWS::IAM::Policy', from));
  const resource = /"Action":"events:PutEvents","Effect":"Allow","Resource":(\{.*?\]\})/.exec(text)?.[1] ?? '{}';
  return readable(JSON.parse(resource));
};

describe('a stage without events', () => {
  it('has nothing of them', () => {
    const text = JSON.stringify(dev);
    for (const trace of ['AWS::Events::', 'events:PutEvents', 'EVENT_BUS', 'EventBusName', 'EventsOverdue'])
      expect(text).not.toContain(trace);
  });
});

describe('a stage with events', () => {
  it('has a bus of its own, encrypted as every bus is, to which nobody outside has a right', () => {
    expect(only('AWS::Events::EventBus', own).Properties).toMatchObject({ Name: 'send-to-erp-dev' });
    expect(ofType('AWS::Events::EventBusPolicy', own)).toEqual([]);
    expect(readable(own.Outputs['EventBusName']?.Value)).toBe('EventsBus');
  });

  it('or publishes on the one that it names', () => {
    expect(ofType('AWS::Events::EventBus', named)).toEqual([]);
    expect(named.Outputs['EventBusName']?.Value).toBe('company-events');
    expect(grantIn(named)).toBe('arn:Partition:events:Region:AccountId:event-bus/company-events');
  });

  it('tells its bus to the function that publishes, and to the API, whose requests owe events then', () => {
    for (const name of ['send-mails', 'api']) {
      expect(busOf(name, named)).toBe('company-events');
      expect(readable(busOf(name, own))).toBe('EventsBus');
    }
    const others = functions(own).filter(({ variables }) => variables['EVENT_BUS'] !== undefined);
    expect(others.map(({ name }) => name).sort()).toEqual(['api', 'send-mails']);
  });

  it('lets the function that mails publish, and nobody else', () => {
    expect(publishers(own)).toHaveLength(1);
    expect(publishers(own)[0]).toMatch(/^MailsSendMailsRole/);
    expect(grantIn(own)).toBe('EventsBus');
  });

  it('raises an alarm when programs have been told of nothing for a quarter of an hour', () => {
    const alarm = ofType('AWS::CloudWatch::Alarm', own).find(({ id }) => id.startsWith('EventsOverdue'));
    expect(alarm?.Properties).toMatchObject({
      Namespace: 'SendToErp/dev',
      MetricName: 'events_overdue',
      Threshold: 1,
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
    });
  });

  it('is refused with a bus that cannot be', () => {
    for (const bus of ['', 'aws.partner/example', 'a bus'])
      expect(() => withEvents({ bus })).toThrow('events.bus: must be the name of an event bus');
    expect(() => withEvents({ busName: 'company-events' })).toThrow('events: Unrecognized key: "busName"');
  });
});
