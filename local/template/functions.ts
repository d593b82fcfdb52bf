import * as z from 'zod';
import { REGION } from '#local/template/names.ts';
import type { Intrinsics } from '#local/template/intrinsics.ts';

/** A function of the template. */
export interface FunctionSpec {
  readonly name: string;
  readonly arn: string;
  /** ARN of its role; null for one that may do nothing. */
  readonly role: string | null;
  /** File of the bundle, without its ending, and the export that is called. */
  readonly module: string;
  readonly exportName: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** Calls at the same time; Infinity when nothing is reserved. */
  readonly callsAtOnce: number;
}

// What Lambda takes when the template says nothing.
const properties = z.object({
  Handler: z.string().regex(/^[\w-]+\.\w+$/),
  Timeout: z.int().positive().default(3),
  MemorySize: z.int().positive().default(128),
  Role: z.string().nullable().default(null),
  ReservedConcurrentExecutions: z.int().positive().default(Infinity),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }).default({ Variables: {} }),
});

/** Everything Lambda's own variables say that a handler or the SDK reads. By its access key a function is known to what it calls. */
const lambdaVariables = (name: string, memoryMb: number): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: name,
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  AWS_LAMBDA_FUNCTION_NAME: name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
  TZ: ':UTC',
});

/**
 * All functions of the template.
 * @throws {Error} when two have one name: then neither could be told from the other.
 */
export const functionsOf = (intrinsics: Intrinsics): FunctionSpec[] => {
  const specs = intrinsics
    .resources('AWS::Lambda::Function', Object.keys(properties.shape))
    .map(({ logicalId, properties: given }): FunctionSpec => {
      const { Handler, Timeout, MemorySize, Role, ReservedConcurrentExecutions, Environment } = properties.parse(given);
      const name = intrinsics.ref(logicalId);
      const [module = '', exportName = ''] = Handler.split('.');
      return {
        name,
        arn: intrinsics.attribute(logicalId, 'Arn'),
        role: Role,
        module,
        exportName,
        environment: { ...lambdaVariables(name, MemorySize), ...Environment.Variables },
        timeoutSeconds: Timeout,
        memoryMb: MemorySize,
        callsAtOnce: ReservedConcurrentExecutions,
      };
    });
  const names = specs.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`Two functions of the template are called "${twice}".`);
  return specs;
};
