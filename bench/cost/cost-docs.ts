import { billOf, withoutMail, type Bill } from '#bench/cost/bill.ts';
import { comparison, comparisonInWords, perThousand } from '#bench/cost/comparison-docs.ts';
import { ANSWER_MS, durationsOf, ERP_MS, START_MS, WORK_MS } from '#bench/cost/durations.ts';
import { idleCosts } from '#bench/cost/idle.ts';
import { lives, type Counts, type Life } from '#bench/cost/lives.ts';
import { PRICE_LIST, prices, type Price } from '#bench/cost/prices.ts';
import { invocationsOf, type Usage } from '#bench/cost/usage.ts';
import { laidOut, table } from '#lib/markdown.ts';

/** Where the page stands, from the project's root. */
export const COST_DOCS = 'docs/cost.md';

const NAMES: Readonly<Record<Life, string>> = {
  accepted: 'accepted',
  first: 'accepted, all started anew',
  filed: 'accepted, into a file',
  rejected: 'rejected',
  expired: 'expired',
  resent: 'sent again, accepted',
  retried: 'accepted, two retries',
};

type Line = readonly [name: string, cell: (life: Usage) => string];

const byLife = (what: string, all: Counts['lives'], lines: readonly Line[]): string =>
  table(
    [what, ...lives.map((life) => NAMES[life])],
    lines.map(([name, cell]) => [name, ...lives.map((life) => cell(all[life]))]),
  );

const part = (name: string, of: (bill: Bill) => number): Line => [name, (usage) => perThousand(of(billOf(usage)))];

const BILL: readonly Line[] = [
  part('Step Functions', ({ workflow }) => workflow),
  part('Lambda', ({ functions }) => functions),
  part('DynamoDB', (bill) => bill.table),
  part('HTTP API', ({ api }) => api),
  part('SQS', ({ queue }) => queue),
  part('S3 and Secrets Manager', ({ files, secrets }) => files + secrets),
  part('CloudWatch Logs', ({ logs }) => logs),
  part('**without mail**', withoutMail),
  part('SES', ({ mail }) => mail),
  part('**with mail**', (bill) => withoutMail(bill) + bill.mail),
  part('X-Ray, on top, when it records every trace', ({ traces }) => traces),
];

const callsTo = (service: keyof typeof ANSWER_MS): Line[1] => {
  const of = ({ functions }: Usage): number =>
    Object.values(functions).reduce((sum, { calls }) => sum + (calls[service] ?? 0), 0);
  return (usage) => String(of(usage));
};

const COUNTS: readonly Line[] = [
  ['state transitions', ({ transitions }) => String(transitions)],
  ['Lambda invocations', (usage) => String(invocationsOf(usage))],
  [
    'starts of a function',
    ({ functions }) => String(Object.values(functions).reduce((sum, { starts }) => sum + starts, 0)),
  ],
  ['HTTP requests', ({ httpRequests }) => String(httpRequests)],
  ['calls to DynamoDB', callsTo('DYNAMODB')],
  ['its write units', ({ writeUnits }) => String(writeUnits)],
  ['its read units', ({ readUnits }) => String(readUnits)],
  ['requests to SQS', ({ queueRequests }) => String(queueRequests)],
  ['mails', ({ mails }) => String(mails)],
  ['secrets read', ({ secretReads }) => String(secretReads)],
  ['objects written, looked for', ({ filePuts, fileReads }) => `${filePuts}, ${fileReads}`],
  [
    'calls to the ERP',
    ({ functions }) => String(Object.values(functions).reduce((sum, { erpCalls }) => sum + erpCalls, 0)),
  ],
];

const durations = (usage: Usage): string => {
  const ms = durationsOf(usage);
  return table(
    ['function', 'memory', 'invocations', 'modelled for all of them'],
    Object.entries(usage.functions).map(([name, { memoryMb, invocations }]) => [
      `\`${name}\``,
      `${memoryMb} MB`,
      String(invocations),
      `${ms[name] ?? 0} ms`,
    ]),
  );
};

const idle = (template: object, sweep: Usage): string => {
  const lines = idleCosts(template, sweep);
  const total = lines.reduce((sum, { usd }) => sum + usd, 0);
  const cents = (usd: number): string => `$${usd.toFixed(2)}`;
  return table(
    ['each month', 'cost'],
    [...lines.map(({ what, usd }) => [what, cents(usd)]), ['**all of it**', `**${cents(total)}**`]],
  );
};

/** What is counted in millions has a price for a million. */
const priceInWords = (usd: number): string =>
  usd < 0.01 ? `$${Number((usd * 1_000_000).toPrecision(6))} a million` : `$${usd}`;

const priceRow = ({ usd, per, source, isVerified }: Price): string[] => [
  per,
  priceInWords(usd),
  source,
  isVerified ? '' : 'not verified',
];

const pageOf = ({ lives: all, idleSweep }: Counts, template: object): string =>
  [
    '# Cost',
    'Written by `npm run docs`: do not edit it. The service is run as `npm start` runs it, with the handlers and the template that are deployed; what it asks of AWS is counted (`bench/cost`), and the counts are multiplied with list prices. Nothing here is an invoice: see [what is assumed](#what-is-assumed).',
    '## A thousand requests',
    'US dollars for 1,000 requests that each go this way. One approver is asked, in a browser, about a project of 60 cost codes; the ERP is Tryton, which gives the approver choices. But for the second column, containers are warm.',
    byLife('', all, BILL),
    '`expired`: reminded once, and nobody decides. A mail goes to the approver; the others tell sender and approver how it ended.',
    '## Beside a published sample',
    "AWS's sample of a human approval (`human-in-the-loop` of aws-samples/step-functions-workflows-collection) has three transitions, three functions and a REST API. It is priced by the same list and the same model, and waits for an ERP as long as we do. It keeps no record, proves nobody's identity, asks the approver nothing, repeats nothing and tells nobody how it ended.",
    comparison(all.accepted),
    comparisonInWords(all),
    '## What was counted',
    byLife('for one request', all, COUNTS),
    'Write units hold those of the two indexes: a change of status moves an entry in each, and a move is two writes.',
    '## A stage in which nothing is sent',
    'Of the stage `prod` in `lib/stages.ts`. Each integration with an ERP that is called adds a secret ($0.40), and what is kept costs storage.',
    idle(template, idleSweep),
    '## What is assumed',
    [
      `- Prices are list prices of ${PRICE_LIST.region}, ${PRICE_LIST.at}, without free tiers, taxes and data transfer.`,
      `- Durations are modelled, because a machine without a network measures none: each answer of DynamoDB takes ${ANSWER_MS.DYNAMODB} ms, of Step Functions ${ANSWER_MS.SFN}, SQS ${ANSWER_MS.SQS}, SES ${ANSWER_MS.SESV2}, Secrets Manager ${ANSWER_MS.SECRETS_MANAGER}, S3 ${ANSWER_MS.S3}; Lambda adds ${ANSWER_MS.LAMBDA} to the function that is called; all that one function asks the ERP takes ${ERP_MS}. Starting a function takes ${START_MS}. On top come ${WORK_MS.perInvocation} ms of a whole processor for an invocation and ${WORK_MS.perCall} for a call, more with less memory.`,
      '- All answers are waited for one after the other, although some are not.',
      '- A container reads integrations anew once a minute and secrets every five minutes: that belongs to no request.',
      '- Logs hold what functions write, two lines of Lambda for each invocation, one of the HTTP API for each request, the errors of the state machine, and 26 bytes for each line.',
      '- Events are published, which a stage may do without; what EventBridge takes for them ($1 per million, unverified) is left out, and so are the metrics that logs make: docs/logs.md.',
      '- X-Ray records the first request of each second and 5 % of the others. With little traffic that is nearly all.',
    ].join('\n'),
    '### Durations of an accepted request',
    durations(all.accepted),
    '### Prices',
    table(['for', 'price', 'source', ''], Object.values(prices).map(priceRow)),
    '',
  ].join('\n\n');

/** The page, laid out as all pages of the project are. `template`: of the stage that idles. */
export const costDocs = (counts: Counts, template: object): Promise<string> => laidOut(pageOf(counts, template));
