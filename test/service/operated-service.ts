import { beforeEach } from 'vitest';
import { dynamoArchive } from '#aws/archive.ts';
import type { KeyStore } from '#ops/keys/key-store.ts';
import { readCommandLine } from '#ops/command-line.ts';
import type { World } from '#ops/command.ts';
import { dynamoRequestIndex } from '#ops/request-index.ts';
import { runCommand } from '#ops/run.ts';
import type { SetAsideMessage } from '#ops/set-aside.ts';
import { ledgerPerTest, type LedgerUnderTest } from '#test/support/dynamo-ledger.ts';
import { Service } from '#test/support/service.ts';

/** A running service, and what operators reach of it. The stage file lists the companies 2 and 1. */
export class OperatedService {
  readonly service: Service;
  /** What is set aside, and what somebody has hidden. */
  readonly aside: SetAsideMessage[] = [];
  readonly hidden: SetAsideMessage[] = [];
  /** What whoever waits was told. */
  readonly progress: string[] = [];
  readonly #under: LedgerUnderTest;

  constructor(under: LedgerUnderTest) {
    this.#under = under;
    this.service = new Service(under.ledger);
  }

  get world(): World {
    const { aside, hidden, service } = this;
    const { client, table: name } = this.#under;
    const keyStore: KeyStore = {
      read: async () => service.ring,
      write: async (ring) => void (service.ring = ring),
    };
    return {
      companies: [2, 1],
      erpAccess: null,
      ...service.deps,
      // What commands print is for people: they tell no log what happens.
      ledger: service.ledger,
      requestIndex: dynamoRequestIndex({ client, name }),
      archive: dynamoArchive({ client, name }),
      keyStore,
      progress: (line) => void this.progress.push(line),
      setAside: {
        take: async function* () {
          for (let message = aside.shift(); message !== undefined; message = aside.shift()) {
            hidden.push(message);
            yield message;
          }
        },
        remove: async (message) => void hidden.splice(hidden.indexOf(message), 1),
        release: async (message) => void aside.push(...hidden.splice(hidden.indexOf(message), 1)),
      },
    };
  }

  /** What a command answers programs. */
  async ops(line: string): Promise<Record<string, unknown> & { readonly exitCode: number }> {
    const { text, exitCode } = await runCommand(readCommandLine([...line.split(' '), '--json']), this.world);
    return { ...(JSON.parse(text) as Record<string, unknown>), exitCode };
  }

  /** What a command answers people. */
  async text(line: string): Promise<string> {
    return (await runCommand(readCommandLine(line.split(' ')), this.world)).text;
  }

  async accept(requestId: string): Promise<void> {
    const { json } = await this.service.api('get-request', { params: { request_id: requestId } });
    await this.service.api('accept-request', {
      as: 'approver',
      params: { request_id: requestId },
      body: { fields: {}, snapshot_sha256: json.snapshot_sha256 },
    });
  }

  later(seconds: number): void {
    this.service.now = new Date(this.service.now.getTime() + seconds * 1000);
  }
}

/** Gives each test of the file a fresh service. */
export const operatedServicePerTest = (): (() => OperatedService) => {
  const underTest = ledgerPerTest();
  let current: OperatedService;
  beforeEach(() => {
    current = new OperatedService(underTest());
  });
  return () => current;
};
