import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Operations } from '#local/services/json-service.ts';
import type { Intrinsics } from '#local/template/intrinsics.ts';
import { readDefinition, type Definition } from '#local/workflow/definition.ts';
import { Executions, type ExecutionRecord } from '#local/workflow/executions.ts';
import type { Outcome } from '#local/workflow/interpreter.ts';
import { workflowOperations } from '#local/workflow/service.ts';
import type { Sleep } from '#local/workflow/sleep.ts';
import type { CallFunction } from '#local/workflow/task.ts';
import { TaskTokens } from '#local/workflow/task-tokens.ts';

const stateMachine = z.object({
  RoleArn: z.string(),
  DefinitionString: z.string(),
  DefinitionSubstitutions: z.record(z.string(), z.string()).default({}),
});

/** The template's one state machine, with its `${...}` replaced. */
export interface StateMachine {
  readonly arn: string;
  /** ARNs of its aliases, which lead to it. */
  readonly aliases: readonly string[];
  /** ARN of the role in which it calls functions. */
  readonly role: string;
  readonly definition: Definition;
}

/** @throws {Error} naming state and field when the state machine uses what is not known here. */
export const stateMachineOf = (intrinsics: Intrinsics): StateMachine => {
  const [found, ...others] = intrinsics.resources('AWS::StepFunctions::StateMachine', Object.keys(stateMachine.shape));
  if (found === undefined || others.length > 0) throw new Error('The template must have one state machine.');
  const { RoleArn, DefinitionString, DefinitionSubstitutions } = stateMachine.parse(found.properties);
  const text = DefinitionString.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = DefinitionSubstitutions[name];
    if (value === undefined) throw new Error(`The state machine's \${${name}} has no value in the template.`);
    return value;
  });
  const aliases = intrinsics.resources('AWS::StepFunctions::StateMachineAlias', []);
  return {
    arn: intrinsics.ref(found.logicalId),
    role: RoleArn,
    aliases: aliases.map(({ logicalId }) => intrinsics.ref(logicalId)),
    definition: readDefinition(text),
  };
};

/** What happens around executions. */
export interface Surroundings {
  readonly call: CallFunction;
  readonly stopped: AbortSignal;
  readonly sleep: Sleep;
  readonly onEnd: (record: ExecutionRecord, outcome: Outcome) => void;
}

/** Step Functions for one state machine. */
export const workflowOf = (
  { arn, aliases, definition }: StateMachine,
  { call, stopped, sleep, onEnd }: Surroundings,
): Operations => {
  // Says what it is, so that one that stands where it must not is recognised.
  const tokens = new TaskTokens(() => `token-of-task-${randomUUID()}`);
  const clock = (): Date => new Date();
  const executions = new Executions({
    definition,
    services: { call, tokens, sleep, random: Math.random, stopped },
    clock,
    onEnd,
  });
  return workflowOperations({ arn, aliases }, executions, tokens);
};
