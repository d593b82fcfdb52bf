import { describe, expect, it } from 'vitest';
import { checkStage } from '#lib/stage-check.ts';
import { stageOf } from '#lib/stages.ts';
import { synthesise } from '#lib/synthesise.ts';
import { dev, functions, ofType, template } from './template.ts';

const withProcore = (more: object) => checkStage({ ...stageOf('dev'), ...more });
const stack = template.parse(synthesise(withProcore({ events: {}, procore: { companies: [1, 7] } })));

describe('a stage without Procore', () => {
  it('has nothing of it', () => {
    expect(JSON.stringify(dev)).not.toMatch(/procore-|PROCORE_/);
  });
});

describe('a stage with Procore', () => {
  it('must have events, by which it hears how requests ended', () => {
    expect(() => withProcore({ procore: { companies: [1] } })).toThrow('events: must be given where procore is');
  });

  it('has an open route for webhooks, and no other that is new', () => {
    const routes = (from: typeof dev) => ofType('AWS::ApiGatewayV2::Route', from).map(({ Properties }) => Properties);
    const added = routes(stack).filter(({ RouteKey }) => !routes(dev).some((known) => known['RouteKey'] === RouteKey));
    expect(added).toMatchObject([{ RouteKey: 'POST /procore/webhooks', AuthorizationType: 'NONE' }]);
  });

  it('asks only for the secrets of its companies', () => {
    const policies = JSON.stringify(ofType('AWS::IAM::Policy', stack).filter(({ id }) => id.startsWith('Procore')));
    const secrets = new Set(policies.match(/secret:send-to-erp\/[^"]+/g));
    expect([...secrets].sort()).toEqual([
      'secret:send-to-erp/dev/1/procore',
      'secret:send-to-erp/dev/1/procore-??????',
      'secret:send-to-erp/dev/7/procore',
      'secret:send-to-erp/dev/7/procore-??????',
    ]);
  });

  it('hears of the endings of its own companies in its own stage, each company in a group of its own', () => {
    const rules = ofType('AWS::Events::Rule', stack).map(({ Properties }) => Properties);
    const types = [
      'Project synced',
      'Project linked',
      'Export failed',
      'Request rejected',
      'Request expired',
      'Request retrieved',
    ];
    expect(rules).toMatchObject(
      [1, 7].map((company) => ({
        EventPattern: {
          source: ['send-to-erp'],
          'detail-type': types,
          detail: { stage: ['dev'], company_id: [company] },
        },
        Targets: [{ SqsParameters: { MessageGroupId: `endings-${company}` } }],
      })),
    );
  });

  it('lets those rules, and no others, put events into the queue', () => {
    const policies = JSON.stringify(ofType('AWS::SQS::QueuePolicy', stack));
    expect(policies).toContain('"Principal":{"Service":"events.amazonaws.com"}');
    expect(policies).toMatch(
      /"ArnEquals":\{"aws:SourceArn":\[\{"Fn::GetAtt":\["ProcoreEnded1\w+","Arn"\]\},\{"Fn::GetAtt":\["ProcoreEnded7\w+","Arn"\]\}\]/,
    );
  });

  it('answers webhooks in the time that Procore waits', () => {
    const timeouts = functions(stack).flatMap(({ name, Timeout }) => (name === 'procore-webhook' ? [Timeout] : []));
    expect(timeouts).toEqual([5]);
  });
});
