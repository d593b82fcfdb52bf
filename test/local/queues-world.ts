import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { onTestFinished } from 'vitest';
import type { Json } from '#local/json.ts';
import { eventSourcesOf } from '#local/queues/event-sources.ts';
import { pollQueues } from '#local/queues/polling.ts';
import { openQueueServer } from '#local/queues/queue-server.ts';
import { createQueues, queuesOf } from '#local/queues/queues.ts';
import { functionsOf } from '#local/template/functions.ts';
import { Intrinsics } from '#local/template/intrinsics.ts';
import { readTemplate } from '#local/template/template.ts';
import type { CallFunction } from '#local/workflow/task.ts';

type Properties = Record<string, Json>;

/** A function that gets the messages of a queue with a dead-letter queue. */
const resources = (queue: Properties, source: Properties) => ({
  Send: { Type: 'AWS::Lambda::Function', Properties: { Handler: 'send.handler', Timeout: 1 } },
  Dead: {
    Type: 'AWS::SQS::Queue',
    Properties: { FifoQueue: true, MessageRetentionPeriod: 1_209_600, SqsManagedSseEnabled: true },
  },
  Mails: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      FifoQueue: true,
      VisibilityTimeout: 1,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 2 },
      SqsManagedSseEnabled: true,
      ...queue,
    },
  },
  Source: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: { 'Fn::GetAtt': ['Mails', 'Arn'] },
      FunctionName: { Ref: 'Send' },
      BatchSize: 5,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
      ...source,
    },
  },
});

export const planIn = (url: string, queue: Properties = {}, source: Properties = {}) => {
  const template = readTemplate(JSON.stringify({ Resources: resources(queue, source) }));
  const intrinsics = new Intrinsics(template, { api: 'http://api', queues: url });
  const queues = queuesOf(intrinsics);
  return { queues, sources: eventSourcesOf(intrinsics, queues, functionsOf(intrinsics)) };
};

/** The queues of the template above, spoken to by the SDK as functions do. */
export const openQueues = async () => {
  const server = await openQueueServer();
  onTestFinished(() => server.close());
  const { queues, sources } = planIn(server.url);
  await createQueues(queues, server);
  const client = new SQSClient({
    endpoint: server.url,
    useQueueUrlAsEndpoint: false,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const urlOf = (name: string) => queues.find((queue) => queue.name === `${name}.fifo`)?.url ?? '';
  const stopping = new AbortController();
  onTestFinished(() => stopping.abort());
  return {
    client,
    urlOf,
    stop: () => stopping.abort(),
    send: async (MessageGroupId: string, MessageBody: string, MessageDeduplicationId = MessageBody) =>
      client.send(
        new SendMessageCommand({ QueueUrl: urlOf('Mails'), MessageGroupId, MessageBody, MessageDeduplicationId }),
      ),
    /** Messages that wait, and that somebody has. */
    counts: async (name: 'Mails' | 'Dead') => {
      const { Attributes } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl: urlOf(name), AttributeNames: ['All'] }),
      );
      return [
        Number(Attributes?.ApproximateNumberOfMessages),
        Number(Attributes?.ApproximateNumberOfMessagesNotVisible),
      ];
    },
    poll: (call: CallFunction) => pollQueues(sources, { server, call, stopped: stopping.signal }),
  };
};
