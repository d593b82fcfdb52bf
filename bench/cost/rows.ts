import { billOf, withoutMail } from '#bench/cost/bill.ts';
import { countLives } from '#bench/cost/lives.ts';
import { comparedWithSample, GOAL } from '#bench/cost/sample.ts';
import type { Row } from '#bench/row.ts';

/** Each costs as much as forty writes to the table. */
const TRANSITIONS = 2;

const MILLION = 1_000_000;

/** What a million requests cost, by what was counted of one, beside what they would cost by the sample. */
export const measureCosts = async (): Promise<Row[]> => {
  const { lives } = await countLives();
  const { ours, alike, samples } = comparedWithSample(lives.accepted);
  return [
    {
      what: 'Step Functions of an accepted request',
      value: lives.accepted.transitions,
      unit: 'transitions',
      goal: TRANSITIONS,
    },
    ...Object.entries(lives).map(([life, usage]): Row => {
      const what = `a million requests, ${life}, without mail`;
      return { what, value: withoutMail(billOf(usage)) * MILLION, unit: '$', goal: null };
    }),
    ...samples.flatMap(({ name, usd }): Row[] => [
      { what: `an accepted request without mail / ${name}`, value: ours / usd, unit: 'x', goal: GOAL },
      { what: `what the sample does of it / ${name}`, value: alike / usd, unit: 'x', goal: GOAL },
    ]),
  ];
};
