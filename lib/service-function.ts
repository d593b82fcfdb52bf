import { Duration } from 'aws-cdk-lib/core';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { serviceLogs } from '#lib/service-logs.ts';
import type { FunctionCode } from '#lib/function-code.ts';
import type { Stage } from '#lib/stage-settings.ts';
import type { EnvironmentOf, FunctionName } from '#env';

/** What every construct with functions in it is told. */
export interface Deployment {
  readonly stage: Stage;
  readonly code: FunctionCode;
}

/** What differs between two functions. */
export interface ServiceFunctionProps<F extends FunctionName> extends Deployment {
  /** Exactly the variables that the function parses when it starts: functions/env.ts. */
  readonly environment: EnvironmentOf<F>;
  /** After this many seconds Lambda ends the call. */
  readonly timeoutSeconds: number;
  /** Memory in MB; 1,769 of them are one processor. */
  readonly memorySize: number;
  /** Only where somebody must know the name beforehand. */
  readonly functionName?: string;
  /** Only where something outside bears no more calls at once; taken from the account's pool. */
  readonly callsAtOnce?: number | undefined;
}

/**
 * A Lambda function of this service. Its role may write its own logs and traces and nothing else, until a construct
 * grants more.
 */
export class ServiceFunction<F extends FunctionName> extends Function {
  constructor(scope: Construct, id: string, name: F, props: ServiceFunctionProps<F>) {
    const logGroup = serviceLogs(scope, `${id}Logs`, props.stage);
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    super(scope, id, {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: props.code(name),
      handler: `${name}.handler`,
      environment: given(props.environment),
      timeout: Duration.seconds(props.timeoutSeconds),
      memorySize: props.memorySize,
      tracing: Tracing.ACTIVE,
      loggingFormat: LoggingFormat.JSON,
      role,
      logGroup,
      ...(props.functionName === undefined ? {} : { functionName: props.functionName }),
      ...(props.callsAtOnce === undefined ? {} : { reservedConcurrentExecutions: props.callsAtOnce }),
    });
  }
}

/** The variables that have a value: an optional one may be left out. */
const given = (environment: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
