import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Where the SDK's own retries happen outside of what is added. */
const INSIDE_RETRIES = { step: 'deserialize', priority: 'high' } as const;

const timeout = (): Error => Object.assign(new Error('no answer in time'), { name: 'TimeoutError' });

/** The next `count` requests do their work, but their answers get lost; `meanwhile` happens before the SDK tries again. */
export const loseAnswers = (client: DynamoDBClient, count: number, meanwhile?: () => Promise<void>): void => {
  let left = count;
  client.middlewareStack.add(
    (next) => async (args) => {
      if (left === 0) return next(args);
      left -= 1;
      await next(args);
      await meanwhile?.();
      throw timeout();
    },
    INSIDE_RETRIES,
  );
};

/** The next `count` requests do not reach the table. */
export const loseRequests = (client: DynamoDBClient, count: number): void => {
  let left = count;
  client.middlewareStack.add(
    (next) => (args) => {
      if (left === 0) return next(args);
      left -= 1;
      return Promise.reject(timeout());
    },
    INSIDE_RETRIES,
  );
};

/** Queries and scans answer in pages of `size` items. */
export const answerInPages = (client: DynamoDBClient, size: number): void => {
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) =>
        next(
          commandName === 'QueryCommand' || commandName === 'ScanCommand'
            ? { ...args, input: { ...args.input, Limit: size } }
            : args,
        ),
    { step: 'initialize' },
  );
};

/** Names of the commands sent from now on, in order. */
export const recordCommands = (client: DynamoDBClient): string[] => {
  const sent: string[] = [];
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        sent.push(commandName.replace('Command', ''));
        return next(args);
      },
    { step: 'initialize' },
  );
  return sent;
};
