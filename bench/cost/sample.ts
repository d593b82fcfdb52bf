import { billOf, withoutMail, x86FunctionsCost } from '#bench/cost/bill.ts';
import { logBytesOf } from '#bench/cost/log-bytes.ts';
import { prices } from '#bench/cost/prices.ts';
import type { FunctionUsage, Usage } from '#bench/cost/usage.ts';

/**
 * What one run of AWS's published sample uses: `human-in-the-loop` of aws-samples/step-functions-workflows-collection (83bbec48). Three
 * transitions: notify with a task token, Choice, handler. Three functions on x86 behind a REST API, a mail by SNS. To be comparable it is
 * also started through its API, as we are, and its handler waits for an ERP. It keeps no record, has no sign-in and no repeats.
 */
const sampleUsage = (memoryMb: number): Usage => {
  const once = (calls: FunctionUsage['calls'], conversations = 0): FunctionUsage => ({
    memoryMb,
    invocations: 1,
    starts: 0,
    calls,
    erpCalls: conversations,
    conversations,
  });
  return {
    functions: {
      // SNS, which publishes as fast as SQS takes a message.
      notify: once({ SQS: 1 }),
      respond: once({ SFN: 1 }),
      handler: once({}, 1),
    },
    // The start, and the link in the mail.
    httpRequests: 2,
    executions: 1,
    transitions: 3,
    failures: 0,
    writeUnits: 0,
    readUnits: 0,
    queueRequests: 0,
    mails: 1,
    secretReads: 0,
    filePuts: 0,
    fileReads: 0,
    logLines: 3,
    // Each function logs its event: the token, the link and some fields of the review.
    logBytes: 3 * 1_000,
  };
};

/** Lambda's memory when a template names none, as the sample's does. */
const SAMPLE_MEMORY_MB = 128;

/** US dollars of one run without its mail, its functions having that much memory. */
const sampleWithoutMail = (memoryMb: number): number => {
  const usage = sampleUsage(memoryMb);
  return (
    usage.transitions * prices.transition.usd +
    usage.httpRequests * prices.restRequest.usd +
    x86FunctionsCost(usage) +
    (logBytesOf(usage) / 1e9) * prices.logGigabyte.usd
  );
};

/** The most that a request of ours may cost without mail: so much of the sample's. */
export const GOAL = 0.9;

/** Memory of the functions of ours that call an ERP. */
const OUR_MEMORY_MB = 512;

/** Our request without what the sample has not: a ledger, and an approver who is shown what the ERP lets him choose. */
const likeTheSample = (ours: Usage): Usage => {
  const functions = Object.entries(ours.functions).flatMap(
    ([
      name,
      {
        calls: { LAMBDA: _, ...calls },
        ...rest
      },
    ]) => (name === 'look-up' ? [] : [[name, { ...rest, calls }] as const]),
  );
  return { ...ours, writeUnits: 0, readUnits: 0, functions: Object.fromEntries(functions) };
};

/** US dollars of one request, without mail and of its mails: ours, what the sample does of it, and the sample's. */
export const comparedWithSample = (ours: Usage) => ({
  ours: withoutMail(billOf(ours)),
  alike: withoutMail(billOf(likeTheSample(ours))),
  mail: billOf(ours).mail,
  samples: [
    { name: 'the sample, its functions with as much memory as ours', memoryMb: OUR_MEMORY_MB },
    { name: 'the sample as published, its functions with 128 MB', memoryMb: SAMPLE_MEMORY_MB },
  ].map(({ name, memoryMb }) => ({
    name,
    transitions: sampleUsage(memoryMb).transitions,
    usd: sampleWithoutMail(memoryMb),
    mail: sampleUsage(memoryMb).mails * prices.topicMail.usd,
  })),
});
