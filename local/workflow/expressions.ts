import type { Json } from '#local/json.ts';
import { ExecutionError } from '#local/workflow/errors.ts';

/** What expressions may read: `$` is the state's input, `$$` the context object. */
export interface Scope {
  readonly input: Json;
  readonly context: Json;
}

/** `$`, `$.a.b`: fields by name, nothing else of JSONPath. */
export const PATH = /^\$(\.\w+)*$/;
const CONTEXT_PATHS: readonly string[] = ['$$.Task.Token', '$$.Execution.Name'];
const FORMAT = /^States\.Format\('([^'\\]*)'((?:, ?\$(?:\.\w+)+)*)\)$/;

const steps = (path: string): string[] => path.split('.').slice(1);

/** The one field that a ResultPath such as `$.settled` names; null when it names more or less. */
export const referenceOf = (path: string): string | null => {
  const [name, ...more] = steps(path);
  return name !== undefined && more.length === 0 ? name : null;
};

/** The value at a path such as `$.a.b`; undefined when there is none. */
export const read = (path: string, data: Json): Json | undefined =>
  steps(path).reduce<Json | undefined>((inner, step) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return undefined;
    return Object.hasOwn(inner, step) ? inner[step] : undefined;
  }, data);

/** Why an expression cannot be evaluated here; null when it can. */
export const expressionFault = (expression: Json): string | null => {
  if (typeof expression !== 'string') return 'an expression must be a text';
  if (PATH.test(expression) || CONTEXT_PATHS.includes(expression)) return null;
  const [, pattern = '', paths = ''] = FORMAT.exec(expression) ?? [];
  const given = paths.split(',').length - 1;
  if (FORMAT.test(expression) && pattern.split('{}').length - 1 === given) return null;
  return `the expression ${expression} is not known here`;
};

const evaluatePath = (path: string, { input, context }: Scope): Json => {
  const value = path.startsWith('$$') ? read(path.slice(1), context) : read(path, input);
  if (value === undefined) {
    throw new ExecutionError('States.ParameterPathFailure', `The path '${path}' finds nothing in the state's input.`);
  }
  return value;
};

const asText = (value: Json): string => {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  throw new ExecutionError('States.IntrinsicFailure', 'States.Format takes texts, numbers, booleans and null.');
};

/**
 * The value of an expression that has no {@link expressionFault}.
 * @throws {ExecutionError} States.ParameterPathFailure, States.IntrinsicFailure
 */
export const evaluate = (expression: string, scope: Scope): Json => {
  const [, pattern, paths = ''] = FORMAT.exec(expression) ?? [];
  if (pattern === undefined) return evaluatePath(expression, scope);
  const values = paths
    .split(',')
    .slice(1)
    .map((path) => asText(evaluatePath(path.trim(), scope)));
  return pattern
    .split('{}')
    .map((text, index) => text + (values[index] ?? ''))
    .join('');
};

/**
 * A payload template with every `"name.$": expression` replaced by `"name": value`.
 * @throws {ExecutionError} States.ParameterPathFailure, States.IntrinsicFailure
 */
export const fill = (template: Json, scope: Scope): Json => {
  if (typeof template !== 'object' || template === null) return template;
  if (Array.isArray(template)) return template.map((each) => fill(each, scope));
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) =>
      key.endsWith('.$') && typeof value === 'string'
        ? [key.slice(0, -2), evaluate(value, scope)]
        : [key, fill(value, scope)],
    ),
  );
};
