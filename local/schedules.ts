import * as z from 'zod';
import type { Json } from '#local/json.ts';
import type { Intrinsics } from '#local/template/intrinsics.ts';

/** A function that is called again and again. */
export interface Schedule {
  readonly everySeconds: number;
  readonly target: string;
  /** ARN of the role in which it calls. */
  readonly role: string;
  readonly input: Json;
}

const SECONDS: Readonly<Record<string, number>> = { minute: 60, hour: 3_600, day: 86_400 };

const rate = z
  .string()
  .regex(/^rate\([1-9]\d* (minute|hour|day)s?\)$/, 'must be a rate: no other schedules are known here')
  .transform((text) => {
    const [, amount, unit = ''] = /(\d+) (minute|hour|day)/.exec(text) ?? [];
    return Number(amount) * (SECONDS[unit] ?? NaN);
  });

const schedule = z.object({
  ScheduleExpression: rate,
  State: z.literal('ENABLED'),
  Target: z.object({
    Arn: z.string(),
    RoleArn: z.string(),
    Input: z.string().transform((text): Json => z.json().parse(JSON.parse(text))),
  }),
});

/** The schedules of the template. @throws {z.ZodError} when one is of a form that is not known here. */
export const schedulesOf = (intrinsics: Intrinsics): Schedule[] =>
  intrinsics.resources('AWS::Scheduler::Schedule', Object.keys(schedule.shape)).map(({ properties }) => {
    const { ScheduleExpression, Target } = schedule.parse(properties);
    return { everySeconds: ScheduleExpression, target: Target.Arn, role: Target.RoleArn, input: Target.Input };
  });

/** Calls every schedule's function at its time, until stopped. */
export const startSchedules = (schedules: readonly Schedule[], call: (schedule: Schedule) => void): (() => void) => {
  const timers = schedules.map((schedule) => setInterval(() => call(schedule), schedule.everySeconds * 1000));
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
};
