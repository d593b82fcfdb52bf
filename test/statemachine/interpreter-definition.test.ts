import { describe, expect, it } from 'vitest';
import { readDefinition } from '#local/workflow/definition.ts';
import { CALL, machine } from '#test/statemachine/interpreter-world.ts';

const Task = { Type: 'Task', Resource: CALL, Parameters: { FunctionName: 'f', Payload: {} }, Next: 'Done' };
const Done = { Type: 'Succeed' };
const withTask = (more: object) => machine({ Task: { ...Task, ...more }, Done });

describe('a definition is refused at the start, by state and field', () => {
  it.each([
    ['an unknown field of a task', withTask({ HeartbeatSeconds: 10 }), 'state "Task": field "HeartbeatSeconds"'],
    [
      'two unknown fields',
      withTask({ InputPath: '$', OutputPath: '$' }),
      'field "InputPath" is not known here; state "Task": field "OutputPath"',
    ],
    [
      'an unknown field of a retrier',
      withTask({ Retry: [{ ErrorEquals: ['E'], Jitter: 'FULL' }] }),
      'state "Task": field "Retry.0.Jitter"',
    ],
    [
      'an unknown field of a catcher',
      withTask({ Catch: [{ ErrorEquals: ['E'], ResultPath: null, Next: 'Done', Assign: {} }] }),
      'field "Catch.0.Assign"',
    ],
    [
      'an unknown field of the parameters',
      withTask({ Parameters: { ...Task.Parameters, Qualifier: 'live' } }),
      'state "Task": field "Parameters.Qualifier"',
    ],
    [
      'an unknown resource',
      withTask({ Resource: 'arn:aws:states:::sqs:sendMessage' }),
      'state "Task": field "Resource"',
    ],
    [
      'an unknown type',
      machine({ Wait: { Type: 'Wait', Seconds: 1 } }),
      'state "Wait": field "Type": this type is not known here',
    ],
    [
      'an unknown comparison',
      machine({ If: { Type: 'Choice', Choices: [{ Variable: '$.a', IsPresent: true, Next: 'Done' }] }, Done }),
      'state "If": field "Choices.0.IsPresent"',
    ],
    [
      'an unknown field on top',
      JSON.stringify({ StartAt: 'Done', TimeoutSeconds: 9, States: { Done } }),
      'the definition: field "TimeoutSeconds"',
    ],
    [
      'another language',
      JSON.stringify({ StartAt: 'Done', QueryLanguage: 'JSONata', States: { Done } }),
      'the definition: field "QueryLanguage"',
    ],
    ['a path with a filter', withTask({ TimeoutSecondsPath: '$.a[0]' }), 'state "Task": field "TimeoutSecondsPath"'],
    [
      'an unknown expression',
      withTask({ Parameters: { FunctionName: 'f', Payload: { deep: [{ 'x.$': 'States.UUID()' }] } } }),
      'the expression States.UUID() is not known here',
    ],
    [
      'an unknown part of the context',
      withTask({ Parameters: { FunctionName: 'f', Payload: { 'x.$': '$$.State.Name' } } }),
      '$$.State.Name is not known here',
    ],
    [
      'a format with too few values',
      withTask({ Parameters: { 'FunctionName.$': "States.Format('{}-{}', $.a)", Payload: {} } }),
      'state "Task": field "Parameters.FunctionName.$"',
    ],
    [
      'an expression that is no text',
      withTask({ ResultSelector: { 'x.$': 1 } }),
      'state "Task": field "ResultSelector"',
    ],
    [
      'a function without a name',
      withTask({ Parameters: { Payload: {} } }),
      'state "Task": field "Parameters": need one FunctionName',
    ],
    [
      'two timeouts',
      withTask({ TimeoutSeconds: 1, TimeoutSecondsPath: '$.a' }),
      'has both TimeoutSeconds and TimeoutSecondsPath',
    ],
    ['no way on', withTask({ Next: undefined }), 'state "Task": needs either Next or End'],
    ['two ways on', withTask({ End: true }), 'state "Task": needs either Next or End'],
    ['a deep ResultPath', withTask({ ResultPath: '$.a.b' }), 'state "Task": field "ResultPath"'],
    [
      'a caught error that is kept',
      withTask({ Catch: [{ ErrorEquals: ['E'], ResultPath: '$.error', Next: 'Done' }] }),
      'state "Task": field "Catch.0.ResultPath"',
    ],
    ['a state that does not exist', withTask({ Next: 'Nowhere' }), 'Task leads to "Nowhere"'],
    [
      'a start that does not exist',
      JSON.stringify({ StartAt: 'Nowhere', States: { Done } }),
      'StartAt leads to "Nowhere"',
    ],
  ])('%s', (_, definition, complaint) => {
    expect(() => readDefinition(definition)).toThrow(complaint);
  });
});
