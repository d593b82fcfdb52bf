import * as z from 'zod';
import { billOf, withoutMail } from '#bench/cost/bill.ts';
import { prices } from '#bench/cost/prices.ts';
import type { Usage } from '#bench/cost/usage.ts';

const template = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});

/** Of 30 days. */
const MINUTES_PER_MONTH = 43_200;

const SCHEDULE = 'AWS::Scheduler::Schedule';

const rate = z.object({ ScheduleExpression: z.string().regex(/^rate\(\d+ minutes?\)$/) });

/** In a month. */
const runsOf = (properties: object): number =>
  MINUTES_PER_MONTH / Number(rate.parse(properties).ScheduleExpression.replace(/\D+/g, ''));

/** Lambda asks a queue with five long polls at the same time, of 20 seconds each: docs.aws.amazon.com/lambda/latest/dg/with-sqs.html. */
const POLLS_PER_MINUTE = 5 * 3;

/** One line of a stage's monthly bill when nobody sends anything. */
export interface IdleCost {
  readonly what: string;
  readonly usd: number;
}

/** What a stage costs in a month in which nothing is sent, by its template. `sweep`: one run of the sweeper with nothing due; what else runs by a schedule is taken for one. */
export const idleCosts = (synthesised: object, sweep: Usage): IdleCost[] => {
  const resources = Object.values(template.parse(synthesised).Resources);
  const count = (type: string): number => resources.filter(({ Type }) => Type === type).length;
  const each = (what: string, type: string, usd: number): IdleCost[] =>
    count(type) === 0 ? [] : [{ what: `${count(type)} ${what}`, usd: count(type) * usd }];
  const runs = resources.reduce((sum, { Type, Properties }) => sum + (Type === SCHEDULE ? runsOf(Properties) : 0), 0);
  const polls = count('AWS::Lambda::EventSourceMapping') * POLLS_PER_MINUTE * MINUTES_PER_MONTH;
  const english = (number: number): string => number.toLocaleString('en');
  return [
    {
      what: `${english(runs)} runs by a schedule, almost all of the sweeper`,
      usd: runs * (withoutMail(billOf(sweep)) + prices.schedule.usd),
    },
    { what: `${english(polls)} questions to the mail queue`, usd: polls * prices.queueRequest.usd },
    ...each('alarms', 'AWS::CloudWatch::Alarm', prices.alarm.usd),
    ...each('dashboards', 'AWS::CloudWatch::Dashboard', prices.dashboard.usd),
    ...each('secrets', 'AWS::SecretsManager::Secret', prices.secret.usd),
    ...each('keys', 'AWS::KMS::Key', prices.key.usd),
    { what: `${english(runs)} traces of these, when all are recorded`, usd: runs * prices.trace.usd },
  ];
};
