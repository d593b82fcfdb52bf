import type { FunctionUsage, Usage } from '#bench/cost/usage.ts';
import type { Endpoints } from '#local/platform.ts';

/**
 * How long a function waits for an answer, in milliseconds: assumptions, because a machine without a network measures none. They
 * stand for a warm connection within one region.
 */
export const ANSWER_MS: Readonly<Record<keyof Endpoints, number>> = {
  // "Single-digit millisecond": docs.aws.amazon.com/amazondynamodb/latest/developerguide/Introduction.html.
  DYNAMODB: 5,
  SFN: 20,
  SQS: 10,
  SESV2: 80,
  SECRETS_MANAGER: 15,
  S3: 30,
  // On top of what the function that is called takes.
  LAMBDA: 10,
  EVENTBRIDGE: 20,
};

/**
 * How long an ERP takes for all that one function asks it, in milliseconds. The sample that we compare ourselves with is given the
 * same: it would have to ask as much.
 */
export const ERP_MS = 800;

/**
 * What loading a function with some clients of AWS takes, in milliseconds: speedrun.nobackspacecrew.com, 2025-07. It is billed since August 2025,
 * and has two processors whatever the memory.
 */
export const START_MS = 250;

/**
 * A function's own work on a whole processor, in milliseconds. A call by the SDK takes 0.24 without its network, measured on a virtual machine;
 * what pages, mails and validation take is assumed. Ten times as much would add one part in twenty to an accepted request.
 */
export const WORK_MS = { perInvocation: 3, perCall: 0.25 };

/** Megabytes of memory that come with one whole processor: docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html. */
const WHOLE_PROCESSOR_MB = 1_769;

const workMs = (memoryMb: number, invocations: number, calls: number): number =>
  (WORK_MS.perInvocation * invocations + WORK_MS.perCall * calls) / Math.min(1, memoryMb / WHOLE_PROCESSOR_MB);

const entriesOf = (calls: FunctionUsage['calls']): [keyof Endpoints, number][] =>
  (['DYNAMODB', 'SFN', 'SQS', 'SESV2', 'SECRETS_MANAGER', 'S3', 'LAMBDA'] as const).map((service) => [
    service,
    calls[service] ?? 0,
  ]);

/** Milliseconds that calls to a function are billed for. `called`: milliseconds of the functions that it waited for. */
export const billedMs = (
  { memoryMb, invocations, starts, calls, conversations }: FunctionUsage,
  called = 0,
): number => {
  const asked = entriesOf(calls);
  const waiting = asked.reduce((sum, [service, count]) => sum + count * ANSWER_MS[service], 0);
  const work = workMs(
    memoryMb,
    invocations,
    asked.reduce((sum, [, count]) => sum + count, 0),
  );
  return Math.ceil(starts * START_MS + waiting + work + conversations * ERP_MS + called);
};

/** Milliseconds of each function. Only pages and the API call another function, and wait for it. */
export const durationsOf = ({ functions }: Pick<Usage, 'functions'>): Readonly<Record<string, number>> => {
  const lookUps = functions['look-up'] === undefined ? 0 : billedMs(functions['look-up']);
  return Object.fromEntries(
    Object.entries(functions).map(([name, each]) => [name, billedMs(each, (each.calls.LAMBDA ?? 0) > 0 ? lookUps : 0)]),
  );
};
