import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** A message that its function does not get any more. */
export interface SetAsideMessage {
  readonly id: string;
  readonly body: string;
  /** Why and since when it is quarantined; null where it only failed too often. */
  readonly quarantined: { readonly reason: string; readonly sha256: string; readonly first_seen: string } | null;
  /** By which SQS knows who has it. */
  readonly handle: string;
}

/** The queue of what was set aside. */
export interface SetAside {
  /**
   * Hands out what is there, each hidden from others until it is removed or released. Those behind ten others about the same
   * project come once these are removed.
   */
  take(): AsyncIterable<SetAsideMessage>;
  remove(message: SetAsideMessage): Promise<void>;
  /** Shows it to others again. */
  release(message: SetAsideMessage): Promise<void>;
}

/** The most that SQS hands out at once. */
const MOST = 10;

/** Long enough to go through thousands; if the program dies, its messages are there again afterwards. */
const HIDDEN_SECONDS = 300;

/** With a wait SQS asks all of its servers; without one it may find nothing where there is something. */
const WAIT_SECONDS = 1;

const read = ({
  MessageId = '',
  Body = '',
  ReceiptHandle = '',
  MessageAttributes: beside,
}: Message): SetAsideMessage => {
  const text = (name: string): string => beside?.[name]?.StringValue ?? '';
  const quarantined = { reason: text('reason'), sha256: text('sha256'), first_seen: text('first_seen') };
  return {
    id: MessageId,
    body: Body,
    handle: ReceiptHandle,
    quarantined: quarantined.reason === '' ? null : quarantined,
  };
};

export const sqsSetAside = (client: SQSClient, queueUrl: string): SetAside => {
  const known = { QueueUrl: queueUrl };
  return {
    take: async function* () {
      for (;;) {
        const { Messages = [] } = await client.send(
          new ReceiveMessageCommand({
            ...known,
            MaxNumberOfMessages: MOST,
            VisibilityTimeout: HIDDEN_SECONDS,
            WaitTimeSeconds: WAIT_SECONDS,
            MessageAttributeNames: ['All'],
          }),
        );
        if (Messages.length === 0) return;
        yield* Messages.map(read);
      }
    },
    remove: async ({ handle }) => {
      await client.send(new DeleteMessageCommand({ ...known, ReceiptHandle: handle }));
    },
    release: async ({ handle }) => {
      await client.send(new ChangeMessageVisibilityCommand({ ...known, ReceiptHandle: handle, VisibilityTimeout: 0 }));
    },
  };
};
