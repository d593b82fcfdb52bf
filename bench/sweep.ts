import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { putAll } from '#aws/batches.ts';
import { projectAttributes, projectItemKey } from '#aws/ledger-items.ts';
import { dynamoLedger } from '#aws/ledger.ts';
import type { Row } from '#bench/row.ts';
import { heard, mailed } from '#domain/life.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import { startDynamo } from '#test/support/dynamo.ts';
import { aRecord, NOON } from '#test/support/records.ts';
import { sweep } from '#use-cases/sweep.ts';

/** What a sweep cost: calls of DynamoDB, and items and bytes that it gave out. */
export interface SweepCost {
  readonly calls: number;
  readonly items: number;
  readonly bytes: number;
  readonly ms: number;
}

/** Two minutes after all projects were sent: what is due is due for a minute. */
const SWEPT_AT = new Date(NOON.getTime() + 120_000);

/** DynamoDB's limit for one batch. */
const BATCH = 25;

/** A project that waits for its decision, all mails sent: due in a day. */
const waiting = (projectId: number): ProjectRecord =>
  heard(mailed(aRecord({}, { projectId }), [], NOON, NOON), 'token', NOON);

/** A project whose workflow has never been heard of. */
const due = (projectId: number): ProjectRecord => aRecord({}, { projectId });

const given = z.object({ Items: z.array(z.unknown()).default([]), Item: z.unknown().optional() });

/** Counts what goes over a client from now on. */
const metered = (client: DynamoDBClient) => {
  const cost = { calls: 0, items: 0, bytes: 0 };
  client.middlewareStack.add(
    (next) => async (args) => {
      cost.calls += 1;
      const answer = await next(args);
      const { Items, Item } = given.parse(answer.output);
      const items = Item === undefined ? Items : [Item];
      cost.items += items.length;
      cost.bytes += items.reduce<number>((sum, item) => sum + JSON.stringify(item).length, 0);
      return answer;
    },
    { step: 'initialize' },
  );
  return cost;
};

/**
 * Sweeps a ledger as it grows: at each size, once for each number of due projects, which come on top. Step Functions and the queue
 * take everything and cost nothing here.
 */
export const sweepCosts = async (
  totals: readonly number[],
  dueNumbers: readonly number[],
): Promise<Map<number, Map<number, SweepCost>>> => {
  const dynamo = await startDynamo();
  try {
    const name = await dynamo.newTable();
    const table = { client: dynamo.newClient(), name };
    let last = 0;
    const add = async (count: number, make: (projectId: number) => ProjectRecord): Promise<void> => {
      for (let left = count; left > 0; left -= BATCH) {
        const records = Array.from({ length: Math.min(left, BATCH) }, () => make((last += 1)));
        const items = records.map((record) => ({
          ...projectItemKey({ companyId: record.company_id, projectId: record.project_id }),
          ...projectAttributes(record),
        }));
        await putAll(
          table,
          items.map((item) => marshall(item, { removeUndefinedValues: true })),
        );
      }
    };
    const sweepOnce = async (): Promise<SweepCost> => {
      const client = dynamo.newClient();
      const cost = metered(client);
      const deps = {
        ledger: dynamoLedger({ client, name }),
        workflow: {
          start: () => Promise.resolve('started' as const),
          succeed: () => Promise.resolve('told' as const),
          fail: () => Promise.resolve('told' as const),
        },
        mailQueue: { add: () => Promise.resolve() },
        clock: () => SWEPT_AT,
        warn: () => undefined,
      };
      const start = performance.now();
      await sweep(deps, 'due');
      return { ...cost, ms: performance.now() - start };
    };
    // The first of all pays for connections and compilation.
    await sweepOnce();
    const costs = new Map<number, Map<number, SweepCost>>();
    for (const total of totals) {
      await add(total - last, waiting);
      const atThisSize = new Map<number, SweepCost>();
      for (const number of dueNumbers) {
        await add(number, due);
        atThisSize.set(number, await sweepOnce());
      }
      costs.set(total, atThisSize);
    }
    return costs;
  } finally {
    await dynamo.stop();
  }
};

const TOTALS = [1_000, 10_000, 50_000];
const DUE = [0, 100, 1_000];

/** One more call where due items fill one more page. */
const FLAT = 1.02;

const english = (number: number): string => number.toLocaleString('en');

/** What a sweep costs against what is due, and that it costs no more where there are more projects. */
export const measureSweeps = async (): Promise<Row[]> => {
  const costs = await sweepCosts(TOTALS, DUE);
  const [smallest = 0, ...larger] = TOTALS;
  const costOf = (total: number, number: number): SweepCost => {
    const cost = costs.get(total)?.get(number);
    if (cost === undefined) throw new Error('This was not measured.');
    return cost;
  };
  return DUE.flatMap((number) => {
    const base = costOf(smallest, number);
    const sweepOf = `a sweep, ${english(number)} due`;
    return [
      { what: `DynamoDB calls of ${sweepOf} of ${english(smallest)}`, value: base.calls, unit: 'calls', goal: null },
      { what: `read by ${sweepOf} of ${english(smallest)}`, value: base.bytes / 1000, unit: 'KB', goal: null },
      ...larger.flatMap((total): Row[] => {
        const cost = costOf(total, number);
        const against = `${sweepOf} of ${english(total)} / of ${english(smallest)}`;
        return [
          { what: `DynamoDB calls of ${against}`, value: cost.calls / base.calls, unit: 'x', goal: FLAT },
          { what: `read by ${against}`, value: (cost.bytes + 1) / (base.bytes + 1), unit: 'x', goal: FLAT },
          { what: `time of ${against}`, value: cost.ms / base.ms, unit: 'x', goal: null },
        ];
      }),
    ];
  });
};
