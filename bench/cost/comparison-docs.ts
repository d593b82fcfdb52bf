import { billOf, withoutMail } from '#bench/cost/bill.ts';
import type { Counts } from '#bench/cost/lives.ts';
import { ERP_MS } from '#bench/cost/durations.ts';
import { comparedWithSample, GOAL } from '#bench/cost/sample.ts';
import type { Usage } from '#bench/cost/usage.ts';
import { table } from '#lib/markdown.ts';

/** US dollars of a thousand requests. One more write to the table is six of the last digit. */
export const perThousand = (usd: number): string => `$${(usd * 1_000).toFixed(4)}`;

/** A request beside the sample, as a table. */
export const comparison = (usage: Usage): string => {
  const { ours, alike, mail, samples } = comparedWithSample(usage);
  const [likeOurs] = samples;
  return table(
    ['design', 'transitions', 'without mail', 'ours is', 'mail'],
    [
      ['this service, accepted', String(usage.transitions), perThousand(ours), '', perThousand(mail)],
      [
        'the same without ledger and choices, which the sample has not',
        String(usage.transitions),
        perThousand(alike),
        `${(alike / (likeOurs?.usd ?? NaN)).toFixed(2)} of the next`,
        '',
      ],
      ...samples.map(({ name, transitions, usd, mail: its }) => [
        name,
        String(transitions),
        perThousand(usd),
        `${(ours / usd).toFixed(2)} of it`,
        perThousand(its),
      ]),
    ],
  );
};

/** Whether the goal is held, and what stands in its way. */
export const comparisonInWords = ({ accepted, filed }: Counts['lives']): string => {
  const bill = billOf(accepted);
  const { ours, alike, samples } = comparedWithSample(accepted);
  const goal = (samples[0]?.usd ?? NaN) * GOAL;
  return [
    `The goal, ${GOAL} of the sample, is ${ours <= goal ? 'held' : 'missed'} with all that a request does, and ${alike <= goal ? 'held' : 'missed'} with what the sample does of it.`,
    `Of ${perThousand(ours)}, ${perThousand(bill.workflow)} are transitions, ${perThousand(bill.table)} the ledger (a conditional write for each step of an audited record with two indexes), and ${perThousand(ours - alike - bill.table)} the choices, for which the page and the function that asks the ERP both wait ${ERP_MS} ms.`,
    `Without an ERP to ask, as with files, a request costs ${perThousand(withoutMail(billOf(filed)))}.`,
  ].join(' ');
};
