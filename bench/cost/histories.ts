import { GetExecutionHistoryCommand, type HistoryEvent, type SFNClient } from '@aws-sdk/client-sfn';

/** What executions are charged for, and what they log. */
export interface Walked {
  /** States entered and retries. */
  readonly transitions: number;
  /** Errors of tasks, repeated or caught. */
  readonly failures: number;
}

/** States to which only a caught error leads. */
const AFTER_AN_ERROR = ['Settle', 'SettleExport'];

const walkedIn = (events: readonly HistoryEvent[]): Walked => {
  const count = (is: (event: HistoryEvent) => boolean): number => events.filter(is).length;
  // The first attempt belongs to the state; each further one is a retry.
  const retries = count(({ type }) => type === 'TaskScheduled') - count(({ type }) => type === 'TaskStateEntered');
  return {
    transitions: count(({ type }) => type?.endsWith('StateEntered') === true) + retries,
    failures: retries + count(({ stateEnteredEventDetails: state }) => AFTER_AN_ERROR.includes(state?.name ?? '')),
  };
};

/** What the executions of these ARNs came to. */
export const walkedBy = async (states: SFNClient, executionArns: readonly string[]): Promise<Walked> => {
  let [transitions, failures] = [0, 0];
  for (const executionArn of executionArns) {
    const { events = [] } = await states.send(new GetExecutionHistoryCommand({ executionArn }));
    const walked = walkedIn(events);
    transitions += walked.transitions;
    failures += walked.failures;
  }
  return { transitions, failures };
};
