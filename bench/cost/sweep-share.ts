import type { FunctionUsage, Usage } from '#bench/cost/usage.ts';

type Calls = FunctionUsage['calls'];

const callsLess = (calls: Calls, other: Calls): Calls => ({
  DYNAMODB: (calls.DYNAMODB ?? 0) - (other.DYNAMODB ?? 0),
  SFN: (calls.SFN ?? 0) - (other.SFN ?? 0),
  SQS: (calls.SQS ?? 0) - (other.SQS ?? 0),
});

/**
 * What a run of the sweeper adds to a request's life: the life, without the run that would have been there anyway. An idle run asks the
 * table, writes nothing and logs nothing.
 */
export const withoutIdleSweep = (life: Usage, idle: Usage): Usage => {
  const { sweep, ...others } = life.functions;
  const idling = idle.functions['sweep'];
  if (sweep === undefined || idling === undefined) throw new Error('The sweeper has not run.');
  const own = {
    ...sweep,
    invocations: sweep.invocations - idling.invocations,
    calls: callsLess(sweep.calls, idling.calls),
  };
  return { ...life, readUnits: life.readUnits - idle.readUnits, functions: { ...others, sweep: own } };
};
