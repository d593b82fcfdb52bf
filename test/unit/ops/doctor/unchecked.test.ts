import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetFunctionConcurrencyCommand, GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { stackChecks } from '#ops/doctor/checks.ts';
import { anError, SoundStack } from './sound-stack.ts';
import { functionNamed } from './sound-template.ts';

const sweeper = functionNamed('SweeperSweep');
const DENIED = anError(
  'AccessDeniedException',
  'User: arn:aws:iam::1:user/pat is not authorized to perform: ses:GetAccount on *',
);

describe('a check that could not run', () => {
  it.each(stackChecks.filter(({ permissions }) => permissions.length > 0).map(({ name }) => name))(
    'is told as such when access is denied: %s',
    async (name) => {
      const sound = new SoundStack();
      sound.refuse(DENIED);
      const deny = () => {
        throw DENIED;
      };
      sound.stack = { ...sound.stack, ...(/^(stack|checkout)$/.test(name) && { resources: deny, template: deny }) };
      if (name === 'outputs') return;
      const found = await sound.findings(name);
      expect(found.map(({ kind }) => kind)).toContain('unchecked');
      expect(found.map(({ what }) => what)).toContain('Access was denied to ses:GetAccount.');
      expect(JSON.stringify(found)).not.toContain('pat');
    },
  );

  it('says which kind of error kept it from looking', async () => {
    const sound = new SoundStack();
    sound.mocks.logs.on(DescribeLogGroupsCommand).rejects(anError('TimeoutError', 'secret details'));
    expect(await sound.findings('logs')).toMatchObject([
      { kind: 'unchecked', what: 'It could not be looked at: TimeoutError.' },
    ]);
  });

  it('hides nothing about the rest', async () => {
    const sound = new SoundStack();
    sound.mocks.functions.on(GetFunctionConcurrencyCommand).rejects(DENIED);
    sound.mocks.functions
      .on(GetFunctionConfigurationCommand, { FunctionName: sweeper })
      .rejects(anError('ResourceNotFoundException'));
    const found = await sound.findings('functions');
    expect(found.map(({ kind }) => kind).sort()).toEqual(['fault', 'unchecked']);
  });

  it('knows no time when the API tells none', async () => {
    const sound = new SoundStack();
    sound.pages.clear();
    expect(await sound.findings('clock')).toMatchObject([{ kind: 'unchecked' }]);
  });
});
