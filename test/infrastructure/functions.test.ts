import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { environmentOf, environments, type FunctionName } from '#env';
import { keyRing } from '#domain/links.ts';
import { stageOf } from '#lib/stages.ts';
import { ATTEMPT_LEASE_SECONDS } from '#domain/attempts.ts';
import { askableErps, dev, erps, functions, ofType, only, prod, readable } from './template.ts';

const names = z.enum(Object.keys(environments)).transform((name) => name as FunctionName);
const seconds = (label: string): number => functions().find((each) => each.label === label)!.Timeout;
/** What functions with a name of their own are called. */
const called = (handler: string): string[] =>
  functions()
    .flatMap(({ name, FunctionName }) => (name === handler ? (FunctionName ?? []) : []))
    .sort();
const states = z
  .object({ States: z.record(z.string(), z.object({ TimeoutSeconds: z.number().optional() })) })
  .parse(JSON.parse(readFileSync('statemachines/send-to-erp.asl.json', 'utf8'))).States;

describe('the functions', () => {
  it('are those of env.ts, with one export per registered ERP and one look-up per ERP that can be asked', () => {
    // Those of Procore only a stage has that takes part: test/infrastructure/procore.test.ts.
    const isElsewhere = (name: string) => ['export', 'look-up'].includes(name) || name.startsWith('procore-');
    const others = Object.keys(environments).filter((name) => !isElsewhere(name));
    const labels = functions().map(({ label }) => label);
    const perErp = [...erps.map((erp) => `export ${erp}`), ...askableErps.map((erp) => `look-up ${erp}`)];
    expect(labels.sort()).toEqual([...others, ...perErp].sort());
  });

  describe.each(functions())('$label', ({ name, raw, variables, LoggingConfig }) => {
    it('runs on Node 24 on ARM with traces and JSON logs', () => {
      expect(raw).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON' },
      });
    });

    it('has a handler', () => {
      expect(existsSync(`functions/handlers/${name}.ts`)).toBe(true);
    });

    it('gets an environment that it can parse, and nothing else', () => {
      const given = Object.fromEntries(
        Object.entries(variables).map(([variable, value]) => [
          variable,
          // What CloudFormation fills in is a URL there.
          variable.endsWith('_URL') ? `https://${readable(value).toLowerCase()}.example.com/` : readable(value),
        ]),
      );
      expect(environmentOf(names.parse(name), given)).toEqual(given);
    });

    it('keeps its logs as long as the stage says', () => {
      const own = ofType('AWS::Logs::LogGroup').find(
        ({ id }) => id === z.object({ Ref: z.string() }).parse(LoggingConfig.LogGroup).Ref,
      );
      expect(own?.Properties['RetentionInDays']).toBe(stageOf('dev').logRetention);
    });
  });

  it('have a role each', () => {
    const roles = functions().map(({ Role }) => readable(Role));
    expect(new Set(roles).size).toBe(roles.length);
  });

  it('end before those give up who wait for them', () => {
    const httpApiGivesUpAfter = 30;
    expect(seconds('api')).toBeLessThan(httpApiGivesUpAfter);
    expect(seconds('approvals')).toBeLessThan(httpApiGivesUpAfter);
    expect(seconds('settle')).toBeLessThan(states['Settle']!.TimeoutSeconds!);
    for (const erp of erps) expect(seconds(`export ${erp}`)).toBeLessThan(ATTEMPT_LEASE_SECONDS);
    expect(ATTEMPT_LEASE_SECONDS).toBeLessThan(states['Export']!.TimeoutSeconds!);
    for (const erp of askableErps) expect(seconds(`look-up ${erp}`)).toBeLessThan(seconds('approvals'));
  });

  it('end their sweep before the next begins', () => {
    expect(seconds('sweep')).toBeLessThanOrEqual(60);
  });
});

describe('the exports', () => {
  it('are called as the state machine calls them', () => {
    const { ExportFunctionPrefix } = z
      .object({ ExportFunctionPrefix: z.string() })
      .parse(only('AWS::StepFunctions::StateMachine').Properties['DefinitionSubstitutions']);
    expect(called('export')).toEqual(erps.map((erp) => `${ExportFunctionPrefix}${erp}`).sort());
  });

  it('have a name that Lambda takes, however long stage and ERP are called', () => {
    const longest = Math.max(...erps.map((erp) => `send-to-erp-${'x'.repeat(16)}-look-up-${erp}`.length));
    expect(longest).toBeLessThanOrEqual(64);
  });

  it('run as often at once as the stage says', () => {
    const limits = (from = dev) =>
      functions(from)
        .filter(({ name }) => name === 'export')
        .map((each) => each.ReservedConcurrentExecutions);
    expect(limits(prod)).toEqual(erps.map(() => 5));
    expect(limits(dev)).toEqual(erps.map(() => undefined));
  });
});

describe('the look-ups', () => {
  it('are called as the API and the approval pages call them', () => {
    for (const { variables } of functions().filter(({ name }) => name === 'api' || name === 'approvals')) {
      const prefix = z.string().parse(variables['LOOK_UP_PREFIX']);
      expect(called('look-up')).toEqual(askableErps.map((erp) => `${prefix}${erp}`).sort());
    }
  });

  it('read the secrets that the exports read', () => {
    const prefixes = functions().flatMap(({ name, variables }) =>
      name === 'look-up' || name === 'export' ? (variables['SECRET_PREFIX'] ?? []) : [],
    );
    expect(new Set(prefixes)).toEqual(new Set(['send-to-erp/dev']));
  });
});

const target = z.object({
  Arn: z.unknown(),
  Input: z.string(),
  RetryPolicy: z.object({ MaximumRetryAttempts: z.number(), MaximumEventAgeInSeconds: z.number() }),
});

describe('the schedules', () => {
  it('sweep every minute and count what waits every quarter of an hour; a failed run is not repeated', () => {
    const schedules = ofType('AWS::Scheduler::Schedule').map(({ Properties }) => {
      const { Arn, Input, RetryPolicy } = target.parse(Properties['Target']);
      return [readable(Arn), Properties['ScheduleExpression'], Properties['State'], Input, RetryPolicy];
    });
    const once = { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 };
    expect(schedules).toEqual([
      ['SweeperSweep', 'rate(1 minute)', 'ENABLED', '{"scope":"due"}', once],
      ['WaitingCount', 'rate(15 minutes)', 'ENABLED', '{}', once],
    ]);
    for (const { Properties } of ofType('AWS::Lambda::EventInvokeConfig')) {
      expect(Properties).toMatchObject({ MaximumRetryAttempts: 0 });
    }
  });
});

describe('the keys of the links', () => {
  it('begin as a ring that the service can read', () => {
    const { GenerateSecretString } = only('AWS::SecretsManager::Secret').Properties;
    const made = z
      .object({
        SecretStringTemplate: z.string(),
        GenerateStringKey: z.string(),
        PasswordLength: z.number(),
        ExcludePunctuation: z.literal(true),
      })
      .parse(GenerateSecretString);
    const secret: unknown = {
      ...JSON.parse(made.SecretStringTemplate),
      [made.GenerateStringKey]: 'x'.repeat(made.PasswordLength),
    };
    expect(keyRing.parse(secret).keys.size).toBe(1);
    expect(made.PasswordLength).toBeGreaterThanOrEqual(64);
  });
});
