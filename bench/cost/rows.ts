import { billOf, withoutMail } from '#bench/cost/bill.ts';
import { countLives } from '#bench/cost/lives.ts';
import { comparedWithSample } from '#bench/cost/sample.ts';
import type { Row } from '#bench/row.ts';

/** Of AWS's published sample of a human approval. */
const PART_OF_THE_SAMPLE = 0.9;
const TRANSITIONS = 3;

const MILLION = 1_000_000;

/** What a million requests cost, by what was counted of one, beside what they would cost by the sample. */
export const measureCosts = async (): Promise<Row[]> => {
  const { lives } = await countLives();
  const { ours, samples } = comparedWithSample(lives.accepted);
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
    ...samples.map(({ name, usd }): Row => {
      const what = `an accepted request without mail / ${name}`;
      return { what, value: ours / usd, unit: 'x', goal: PART_OF_THE_SAMPLE };
    }),
  ];
};
