import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import type { Check } from '#ops/doctor/check.ts';
import { fault, ofEach, type Finding } from '#ops/doctor/finding.ts';
import { messagesIn, queueAttributes } from '#ops/doctor/queue.ts';
import type { DeployedStack } from '#ops/doctor/subject.ts';

const form = z.object({
  RedrivePolicy: z.object({ maxReceiveCount: z.number() }).optional(),
  VisibilityTimeout: z.number(),
  MessageRetentionPeriod: z.number(),
});

/** Mails go out within seconds. Three repeats of one that fails take so long. */
const OLD_SECONDS = 15 * 60;

/** CloudWatch has the age of each minute, some minutes late. */
const LOOKED_BACK_SECONDS = 15 * 60;

const policy = z.object({ maxReceiveCount: z.coerce.number() });

const ofAttributes = async (deployed: DeployedStack, id: string, wanted: z.output<typeof form>): Promise<Finding[]> => {
  const found = await queueAttributes(deployed, id, ['RedrivePolicy', 'VisibilityTimeout', 'MessageRetentionPeriod']);
  if (found === null) {
    return [fault(`The queue ${id} is gone.`, 'Remove it from the stack and deploy, then deploy this checkout.')];
  }
  const { RedrivePolicy: text = 'null', VisibilityTimeout: hidden, MessageRetentionPeriod: kept } = found;
  const receives = policy.safeParse(JSON.parse(text)).data?.maxReceiveCount;
  const differ = [
    ...(receives === wanted.RedrivePolicy?.maxReceiveCount ? [] : [`sets aside after ${receives ?? 'no'} receives`]),
    ...(Number(hidden) === wanted.VisibilityTimeout ? [] : [`hides what is taken for ${hidden} seconds`]),
    ...(Number(kept) === wanted.MessageRetentionPeriod ? [] : [`keeps messages for ${kept} seconds`]),
  ];
  if (differ.length === 0) return [];
  const todo = `The template says ${JSON.stringify(wanted)}: aws sqs set-queue-attributes --queue-url ${id}`;
  return [fault(`The queue ${id} ${differ.join(', ')}, which is not what the template says.`, todo)];
};

/** In seconds; null when CloudWatch knows none. */
const ageOfOldest = async ({ aws, clock }: DeployedStack, url: string): Promise<number | null> => {
  const Dimensions = [{ Name: 'QueueName', Value: url.slice(url.lastIndexOf('/') + 1) }];
  const Metric = { Namespace: 'AWS/SQS', MetricName: 'ApproximateAgeOfOldestMessage', Dimensions };
  const now = clock();
  const { MetricDataResults = [] } = await aws.alarms.send(
    new GetMetricDataCommand({
      StartTime: new Date(now.getTime() - LOOKED_BACK_SECONDS * 1000),
      EndTime: now,
      ScanBy: 'TimestampDescending',
      MetricDataQueries: [{ Id: 'age', MetricStat: { Metric, Period: 60, Stat: 'Maximum' } }],
    }),
  );
  return MetricDataResults[0]?.Values?.[0] ?? null;
};

const ofAge = async (deployed: DeployedStack): Promise<Finding[]> => {
  const url = deployed.output('MailQueueUrl');
  if ((await messagesIn(deployed, url)) === 0) return [];
  const age = await ageOfOldest(deployed, url);
  if (age === null || age <= OLD_SECONDS) return [];
  const what = `The oldest message of the mail queue has waited for ${Math.round(age / 60)} minutes: mails do not get out.`;
  return [
    fault(what, 'The checks sender, mail-source and functions may say why; else the log of the function send-mails.'),
  ];
};

/** Whether mails get out of the queue, and whether what does not is set aside. */
export const mailQueueCheck: Check<DeployedStack> = {
  name: 'mail-queue',
  permissions: ['sqs:GetQueueAttributes', 'cloudwatch:GetMetricData'],
  run: async (deployed) => {
    const queues = deployed.resources('AWS::SQS::Queue', form);
    const looks = queues.map(
      ({ id, wanted }) =>
        () =>
          ofAttributes(deployed, id, wanted),
    );
    return ofEach([...looks, () => ofAge(deployed)], (look) => look());
  },
};
