import * as z from 'zod';
import type { Json } from '#local/json.ts';
import { expressionFault, PATH, referenceOf } from '#local/workflow/expressions.ts';

const path = z.string().regex(PATH, 'is no path this interpreter reads, such as $.erp');
const errorNames = z.array(z.string().min(1)).min(1);
const seconds = z.int().positive();
const comment = { Comment: z.string().optional() };

/** JSON whose keys that end in `.$` hold expressions. Every expression is checked here, so none can surprise a running execution. */
const template: z.ZodType<Json> = z.json().superRefine((value, context) => {
  for (const fault of expressionFaults(value)) context.addIssue({ code: 'custom', message: fault });
});

function* expressionFaults(value: Json): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const fault = key.endsWith('.$') ? expressionFault(inner) : null;
    if (fault !== null) yield `"${key}": ${fault}`;
    else yield* expressionFaults(inner);
  }
}

const resultPath = z
  .union([z.null(), path])
  .refine((text) => text === null || referenceOf(text) !== null, 'must be null or name one field, such as $.settled');

const retrier = z.strictObject({
  ErrorEquals: errorNames,
  IntervalSeconds: seconds.default(1),
  BackoffRate: z.number().min(1).default(2),
  MaxAttempts: z.int().nonnegative().default(3),
  MaxDelaySeconds: seconds.optional(),
  JitterStrategy: z.enum(['NONE', 'FULL']).default('NONE'),
});
export type Retrier = z.output<typeof retrier>;

const catcher = z.strictObject({ ErrorEquals: errorNames, ResultPath: z.null(), Next: z.string() });

/** The service integrations that the interpreter knows. */
export const CALL = 'arn:aws:states:::lambda:invoke';
export const CALL_AND_WAIT = 'arn:aws:states:::lambda:invoke.waitForTaskToken';

const expression = z.string().superRefine((text, context) => {
  const fault = expressionFault(text);
  if (fault !== null) context.addIssue({ code: 'custom', message: fault });
});

const parameters = z
  .strictObject({ FunctionName: z.string().optional(), 'FunctionName.$': expression.optional(), Payload: template })
  .refine(
    (given) => (given.FunctionName === undefined) !== (given['FunctionName.$'] === undefined),
    'need one FunctionName',
  );

const task = z
  .strictObject({
    ...comment,
    Type: z.literal('Task'),
    Resource: z.enum([CALL, CALL_AND_WAIT]),
    Parameters: parameters,
    TimeoutSeconds: seconds.optional(),
    TimeoutSecondsPath: path.optional(),
    ResultSelector: z.record(z.string(), z.json()).and(template).optional(),
    ResultPath: resultPath.optional(),
    Retry: z.array(retrier).default([]),
    Catch: z.array(catcher).default([]),
    Next: z.string().optional(),
    End: z.literal(true).optional(),
  })
  .refine(({ Next, End }) => (Next === undefined) !== (End === undefined), 'needs either Next or End')
  .refine(
    ({ TimeoutSeconds, TimeoutSecondsPath }) => TimeoutSeconds === undefined || TimeoutSecondsPath === undefined,
    'has both TimeoutSeconds and TimeoutSecondsPath',
  );
export type Task = z.output<typeof task>;

const choice = z.strictObject({
  ...comment,
  Type: z.literal('Choice'),
  Choices: z.array(z.strictObject({ Variable: path, StringEquals: z.string(), Next: z.string() })).min(1),
  Default: z.string().optional(),
});
export type Choice = z.output<typeof choice>;

const succeed = z.strictObject({ ...comment, Type: z.literal('Succeed') });
const fail = z.strictObject({ ...comment, Type: z.literal('Fail'), Error: z.string(), Cause: z.string() });

const state = z.discriminatedUnion('Type', [task, choice, succeed, fail], 'this type is not known here');
export type State = z.output<typeof state>;

const definition = z.strictObject({
  Comment: z.string().optional(),
  QueryLanguage: z.literal('JSONPath').default('JSONPath'),
  StartAt: z.string(),
  States: z.record(z.string(), state),
});
export type Definition = z.output<typeof definition>;

/** Names of the states that a state leads to. */
const successors = (each: State): string[] => {
  switch (each.Type) {
    case 'Task':
      return [...(each.Next === undefined ? [] : [each.Next]), ...each.Catch.map(({ Next }) => Next)];
    case 'Choice':
      return [...each.Choices.map(({ Next }) => Next), ...(each.Default === undefined ? [] : [each.Default])];
    case 'Succeed':
    case 'Fail':
      return [];
  }
};

/** Texts for a fault, each naming state and field. */
const describe = ({ path: where, message, ...issue }: z.core.$ZodIssue): string[] => {
  const [first, name] = where.map(String);
  const isInState = first === 'States' && name !== undefined;
  const place = isInState ? `state "${name}"` : 'the definition';
  const field = where.slice(isInState ? 2 : 0);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${place}: field "${[...field, key].join('.')}" is not known here`);
  }
  return [`${place}: ${field.length === 0 ? '' : `field "${field.join('.')}": `}${message}`];
};

/**
 * Reads a state machine whose `${...}` are already replaced.
 * @throws {Error} naming state and field when it uses anything this interpreter does not implement.
 */
export const readDefinition = (text: string): Definition => {
  const parsed = definition.safeParse(JSON.parse(text));
  if (!parsed.success) {
    throw new Error(`The state machine cannot be run here: ${parsed.error.issues.flatMap(describe).join('; ')}.`);
  }
  const { States, StartAt } = parsed.data;
  const known = Object.keys(States);
  for (const [name, each] of [['StartAt', null] as const, ...Object.entries(States)]) {
    const missing = (each === null ? [StartAt] : successors(each)).find((next) => !known.includes(next));
    if (missing !== undefined)
      throw new Error(`The state machine cannot be run here: ${name} leads to "${missing}", which does not exist.`);
  }
  return parsed.data;
};
