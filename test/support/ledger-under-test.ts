import { beforeEach, describe, it } from 'vitest';
import type { Ledger } from '#domain/ports.ts';
import { LedgerTable } from '#simulation/aws/ledger-table.ts';
import { memoryLedger, type Way } from '#simulation/aws/memory-ledger.ts';
import * as dynamo from '#test/support/dynamo-faults.ts';
import {
  ledgerPerTest as dynamoLedgerPerTest,
  type LedgerUnderTest as DynamoUnderTest,
} from '#test/support/dynamo-ledger.ts';

/** The same tests run over DynamoDB's API and over the table that simulations use, so that both are proven to do the same. */
const IN_MEMORY = process.env['LEDGER'] === 'memory';

/** For what only DynamoDB has: items, attributes, limits, commands. */
export const itOnDynamo = IN_MEMORY
  ? (Object.assign(() => undefined, { each: () => () => undefined }) as unknown as typeof it)
  : it;

/** As {@link itOnDynamo}, for a whole group. */
export const describeOnDynamo = IN_MEMORY ? () => undefined : describe;

/** What can go wrong on the way, as test/support/dynamo-faults.ts says. */
interface Faults {
  readonly loseAnswers: (count: number, meanwhile?: () => Promise<void>) => void;
  readonly loseRequests: (count: number) => void;
  /** Queries and scans answer in pages of `size` items. */
  readonly answerInPages: (size: number) => void;
}

interface LedgerUnderTest {
  readonly ledger: Ledger;
  readonly faults: Faults;
  /** Another container's view of the same table. */
  readonly another: () => { ledger: Ledger };
  /** @throws {Error} in memory: for tests that are {@link itOnDynamo} only */
  readonly dynamo: () => Pick<DynamoUnderTest, 'client' | 'table'>;
}

/** How often the SDK asks at most. */
const ATTEMPTS = 3;

class LossyWay implements Faults {
  #requests = 0;
  #answers = 0;
  #meanwhile: (() => Promise<void>) | undefined;

  loseAnswers = (count: number, meanwhile?: () => Promise<void>): void => {
    this.#answers = count;
    this.#meanwhile = meanwhile;
  };
  loseRequests = (count: number): void => void (this.#requests = count);
  answerInPages = (): void => undefined;

  readonly way: Way = async (call) => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (this.#requests > 0) {
        this.#requests -= 1;
        continue;
      }
      const answer = call();
      if (this.#answers === 0) return answer;
      this.#answers -= 1;
      await this.#meanwhile?.();
    }
    throw new Error('no answer in time');
  };
}

const inMemory = (): LedgerUnderTest => {
  const table = new LedgerTable((arrive) => arrive());
  const lossy = new LossyWay();
  return {
    ledger: memoryLedger(table, lossy.way),
    faults: lossy,
    another: () => ({ ledger: memoryLedger(table) }),
    dynamo: () => {
      throw new Error('There is no DynamoDB here.');
    },
  };
};

const onDynamo = (): (() => LedgerUnderTest) => {
  const underTest = dynamoLedgerPerTest();
  return () => {
    const { ledger, client, table, another } = underTest();
    const faults: Faults = {
      loseAnswers: (count, meanwhile) => dynamo.loseAnswers(client, count, meanwhile),
      loseRequests: (count) => dynamo.loseRequests(client, count),
      answerInPages: (size) => dynamo.answerInPages(client, size),
    };
    return { ledger, faults, another, dynamo: () => ({ client, table }) };
  };
};

/** Gives each test of the file an empty ledger of the kind that the project of the suite asks for. */
export const eachLedgerPerTest = (): (() => LedgerUnderTest) => {
  if (!IN_MEMORY) return onDynamo();
  let current: LedgerUnderTest;
  beforeEach(() => {
    current = inMemory();
  });
  return () => current;
};
