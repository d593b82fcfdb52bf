import { readFileSync } from 'node:fs';
import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { WorkflowError } from '#domain/ports.ts';
import { requestStatus } from '#domain/request.ts';
import { registry } from '#erp/registry.ts';
import { stageOf } from '#lib/stages.ts';
import { synthesise } from '#lib/synthesise.ts';

const text = readFileSync('statemachines/send-to-erp.asl.json', 'utf8');
const readme = readFileSync('statemachines/README.md', 'utf8');

const next = z.object({ Next: z.string() });
const state = z.object({
  Type: z.enum(['Task', 'Choice', 'Succeed', 'Fail']),
  Resource: z.string().optional(),
  Parameters: z
    .object({ Payload: z.record(z.string(), z.string()) })
    .loose()
    .optional(),
  TimeoutSeconds: z.number().optional(),
  TimeoutSecondsPath: z.string().optional(),
  HeartbeatSeconds: z.never().optional(),
  Retry: z.array(z.object({ ErrorEquals: z.array(z.string()) }).loose()).default([]),
  Catch: z.array(next.extend({ ErrorEquals: z.array(z.string()) }).loose()).default([]),
  Choices: z.array(next.extend({ StringEquals: z.string() }).loose()).default([]),
  Default: z.string().optional(),
  Next: z.string().optional(),
});
type State = z.infer<typeof state>;

const { StartAt, States } = z
  .object({ StartAt: z.string(), States: z.record(z.string(), state) })
  .parse(JSON.parse(text));
const tasks = Object.entries(States).filter(([, { Type }]) => Type === 'Task');
const waits = tasks.filter(([, { Resource }]) => Resource?.endsWith('.waitForTaskToken'));

const successors = ({ Next, Default, Catch, Choices }: State): string[] =>
  [Next, Default, ...[...Catch, ...Choices].map((each) => each.Next)].flatMap((name) => name ?? []);

/** First column of a table of the README, below the heading. */
const namesUnder = (heading: string): string[] => {
  const section = readme.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| `(\w+)` +\|/gm)].map((match) => match[1]!);
};

describe('the definition', () => {
  it('is valid', () => {
    const definition: unknown = JSON.parse(
      text.replaceAll(/\$\{\w+Function\}/g, 'arn:aws:lambda:eu-west-1:123456789012:function:any'),
    );
    const { isValid, errorsText } = validate(definition);
    expect(errorsText()).toBe('');
    expect(isValid).toBe(true);
  });

  it('reaches every state', () => {
    const reached = new Set([StartAt]);
    for (const name of reached) for (const each of successors(States[name]!)) reached.add(each);
    expect([...reached].sort()).toEqual(Object.keys(States).sort());
  });

  it('enters two states on the accepted path', () => {
    const path = [StartAt];
    for (let to = States[StartAt]?.Next; to !== undefined; to = States[to]?.Next) path.push(to);
    expect(path).toEqual(['RequestApproval', 'Export']);
  });

  it('has two waits for a token', () => {
    expect(waits.map(([name]) => name)).toEqual(['RequestApproval', 'Export']);
  });

  it.each(waits)(
    '%s gives up in time, and whatever ends its wait is caught',
    (name, { TimeoutSeconds, TimeoutSecondsPath, Catch }) => {
      expect(TimeoutSeconds ?? TimeoutSecondsPath).toBeDefined();
      const Next = name === 'Export' ? 'SettleExport' : 'Settle';
      expect(Catch.at(-1)).toMatchObject({ ErrorEquals: ['States.ALL'], Next, ResultPath: null });
    },
  );

  it.each(tasks)(
    '%s gives up in time and is repeated when Lambda fails',
    (_, { TimeoutSeconds, TimeoutSecondsPath, Retry }) => {
      expect(TimeoutSeconds ?? TimeoutSecondsPath).toBeDefined();
      expect(Retry[0]?.ErrorEquals).toEqual([
        'Lambda.ServiceException',
        'Lambda.AWSLambdaException',
        'Lambda.SdkClientException',
        'Lambda.TooManyRequestsException',
        'TemporaryError',
      ]);
    },
  );

  it('never repeats what it does not know: no States.ALL in a Retry', () => {
    const repeated = tasks.flatMap(([, { Retry }]) => Retry.flatMap(({ ErrorEquals }) => ErrorEquals));
    expect(repeated.filter((name) => ['States.ALL', 'States.TaskFailed', 'States.Runtime'].includes(name))).toEqual([]);
  });

  it.each(tasks)('%s hands on ids and nothing else', (name, { Parameters }) => {
    const ids = ['company_id.$', 'project_id.$', 'request_id.$', 'run.$'];
    const waiting = waits.some(([wait]) => wait === name);
    expect(Object.keys(Parameters?.Payload ?? {})).toEqual([...ids, waiting ? 'task_token.$' : 'after']);
  });

  it('tells the function of Settle which wait has ended', () => {
    const after = (name: string) => States[name]?.Parameters?.Payload['after'];
    expect([after('Settle'), after('SettleExport')]).toEqual(['approval', 'export']);
  });

  it('ends in successes only, so that an execution that fails is one that something is wrong with', () => {
    const endings = Object.values(States).filter(({ Type }) => Type === 'Succeed' || Type === 'Fail');
    expect(endings.map(({ Type }) => Type)).toEqual(endings.map(() => 'Succeed'));
  });

  it('knows a way for every answer of Settle', () => {
    const known = States['WhatDoesTheLedgerSay']!.Choices.map(({ StringEquals }) => StringEquals);
    const open = ['ready_to_export', 'ready_to_update', 'exporting'];
    const endings = requestStatus.options.filter((status) => !open.includes(status));
    expect(known.sort()).toEqual(['export', ...endings].sort());
    expect(States['WhatDoesTheLedgerSay']!.Default).toBe('LeftToTheSweeper');
  });
});

describe('the definition and the stack', () => {
  const template = z
    .object({
      Resources: z.record(
        z.string(),
        z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).optional() }),
      ),
    })
    .parse(synthesise(stageOf('dev')));
  const machine = Object.values(template.Resources).find(({ Type }) => Type === 'AWS::StepFunctions::StateMachine');
  const substitutions = z.record(z.string(), z.unknown()).parse(machine?.Properties?.['DefinitionSubstitutions']);
  const properties = (id: string) => template.Resources[id]?.Properties;
  const functionArn = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) });

  it('agree on the names in ${...}', () => {
    const named = [...text.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1]!);
    expect([...new Set(named)].sort()).toEqual(Object.keys(substitutions).sort());
  });

  it('are the same text', () => {
    expect(machine?.Properties?.['DefinitionString']).toBe(text);
  });

  it.each([
    ['RequestApprovalFunction', 'request-approval.handler'],
    ['SettleFunction', 'settle.handler'],
  ])('%s is the function %s', (name, handler) => {
    const [id] = functionArn.parse(substitutions[name])['Fn::GetAtt'];
    expect(properties(id)?.['Handler']).toBe(handler);
  });

  it('have an export function for every ERP an execution may name', () => {
    const functions = Object.values(template.Resources).flatMap(({ Properties }) => Properties?.['FunctionName'] ?? []);
    for (const erp of Object.keys(registry)) {
      expect(functions).toContain(`${String(substitutions['ExportFunctionPrefix'])}${erp}`);
    }
  });
});

describe('the README', () => {
  it('has a row for every state', () => {
    expect(namesUnder('States')).toEqual(Object.keys(States));
  });

  it('has a row for every error that the code names', () => {
    const ours: Record<WorkflowError | 'TemporaryError', true> = {
      NotAccepted: true,
      ErpBusy: true,
      ErpUnavailable: true,
      ExportPaused: true,
      OutcomeUnknown: true,
      ExportFailed: true,
      TemporaryError: true,
    };
    expect(namesUnder('Errors').sort()).toEqual(Object.keys(ours).sort());
  });

  it('has a row for every error of ours that the definition repeats', () => {
    const repeated = tasks.flatMap(([, { Retry }]) => Retry.flatMap(({ ErrorEquals }) => ErrorEquals));
    const ours = repeated.filter((name) => !name.includes('.'));
    expect(namesUnder('Errors')).toEqual(expect.arrayContaining(ours));
  });
});
