import { durationsOf } from '#bench/cost/durations.ts';
import { logBytesOf } from '#bench/cost/log-bytes.ts';
import { prices } from '#bench/cost/prices.ts';
import { invocationsOf, type Usage } from '#bench/cost/usage.ts';

/** US dollars by service. */
export interface Bill {
  readonly workflow: number;
  readonly functions: number;
  readonly api: number;
  readonly table: number;
  readonly queue: number;
  readonly files: number;
  readonly secrets: number;
  readonly logs: number;
  readonly mail: number;
  /** When each trace is recorded. */
  readonly traces: number;
}

const gigabyteSeconds = (usage: Pick<Usage, 'functions'>): number => {
  const durations = durationsOf(usage);
  return Object.entries(usage.functions).reduce(
    (sum, [name, { memoryMb }]) => sum + ((durations[name] ?? 0) / 1000) * (memoryMb / 1024),
    0,
  );
};

/** What our functions cost: all on arm64. */
export const functionsCost = (usage: Pick<Usage, 'functions'>): number =>
  invocationsOf(usage) * prices.invocation.usd + gigabyteSeconds(usage) * prices.armSecond.usd;

/** The same on x86. */
export const x86FunctionsCost = (usage: Pick<Usage, 'functions'>): number =>
  invocationsOf(usage) * prices.invocation.usd + gigabyteSeconds(usage) * prices.x86Second.usd;

/** Traces that begin: a request, an execution, a batch of messages. What these call belongs to them. */
const tracesOf = ({ httpRequests, executions, functions }: Usage): number =>
  httpRequests + executions + (functions['send-mails']?.invocations ?? 0);

/** What AWS charges for what was counted. */
export const billOf = (usage: Usage): Bill => ({
  workflow: usage.transitions * prices.transition.usd,
  functions: functionsCost(usage),
  api: usage.httpRequests * prices.httpRequest.usd,
  table: usage.writeUnits * prices.writeUnit.usd + usage.readUnits * prices.readUnit.usd,
  queue: usage.queueRequests * prices.queueRequest.usd,
  files: usage.filePuts * prices.filePut.usd + usage.fileReads * prices.fileRead.usd,
  secrets: usage.secretReads * prices.secretRead.usd,
  logs: (logBytesOf(usage) / 1e9) * prices.logGigabyte.usd,
  mail: usage.mails * prices.mail.usd,
  traces: tracesOf(usage) * prices.trace.usd,
});

/** Everything but mail, and traces, of which AWS records only some. */
export const withoutMail = ({ mail: _mail, traces: _traces, ...rest }: Bill): number =>
  Object.values(rest).reduce((sum, each) => sum + each, 0);
