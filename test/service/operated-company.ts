import { writeFileSync } from 'node:fs';
import { dynamoArchive } from '#aws/archive.ts';
import { join } from 'node:path';
import { beforeEach, expect } from 'vitest';
import { dynamoIntegrations } from '#aws/integrations.ts';
import type { CheckConnection } from '#domain/erp.ts';
import type { Integration } from '#domain/integration.ts';
import type { Integrations } from '#domain/ports.ts';
import { isInService } from '#domain/serving.ts';
import type { World } from '#ops/command.ts';
import type { CredentialStore } from '#ops/integration/credential-store.ts';
import { readCommandLine } from '#ops/command-line.ts';
import { runCommand } from '#ops/run.ts';
import { dynamoRequestIndex } from '#ops/request-index.ts';
import { aFolder } from '#test/local/folders.ts';
import { ledgerPerTest, type LedgerUnderTest } from '#test/support/dynamo-ledger.ts';
import { watch } from '#test/support/leaks.ts';
import { NOON } from '#test/support/records.ts';
import { Service } from '#test/support/service.ts';

const clock = () => NOON;

/** A deployment that operators set integrations up in: a real ledger, secrets in memory, files in a folder. */
export class OperatedCompany {
  readonly integrations: Integrations;
  /** Secrets by the id of their integration. */
  readonly secrets = new Map<string, unknown>();
  /** What was written, in order. */
  readonly writes: string[] = [];
  /** The write that fails. */
  failing: string | null = null;
  erps = ['import-file', 'tryton'];
  checkConnection: CheckConnection = async () => undefined;
  readonly #folder = aFolder();
  readonly #under: LedgerUnderTest;

  constructor(under: LedgerUnderTest) {
    this.#under = under;
    const stored = dynamoIntegrations(under.client, under.table, clock);
    this.integrations = {
      ...stored,
      put: async (integration, ...rest) => {
        this.#note(`ledger ${integration.id}`);
        await stored.put(integration, ...rest);
      },
    };
  }

  /** Ids of those that take new projects. */
  async inService(): Promise<string[]> {
    return (await this.integrations.list(1)).filter(isInService).map(({ id }) => id);
  }

  /** Writes a file as an operator has it. */
  file(name: string, content: unknown): string {
    const path = join(this.#folder, name);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  }

  /** `integration put` of these, with whatever else is typed. */
  put(integrations: readonly unknown[], credentials?: unknown, ...typed: string[]) {
    const company = this.file('company.json', { company_id: 1, integrations });
    const given = credentials === undefined ? [] : ['--credentials', this.file('credentials.json', credentials)];
    const word = typed.includes('--dry-run') ? [] : ['--yes'];
    return this.run('integration', 'put', company, ...given, ...word, ...typed);
  }

  /** What a command prints and ends with. */
  async run(...words: string[]): Promise<{ readonly text: string; readonly exitCode: number }> {
    return watch(await runCommand(readCommandLine(words), this.world));
  }

  get world(): World {
    const credentials: CredentialStore = {
      read: async ({ id }) => (this.secrets.has(id) ? this.secrets.get(id) : null),
      write: async ({ id }, value) => {
        this.#note(`secret ${id}`);
        this.secrets.set(id, value);
      },
    };
    const setAside = { take: () => expect.fail(), remove: () => expect.fail(), release: () => expect.fail() };
    return {
      ...new Service(this.#under.ledger).deps,
      companies: [1],
      progress: () => undefined,
      requestIndex: dynamoRequestIndex({ client: this.#under.client, name: this.#under.table }),
      archive: dynamoArchive({ client: this.#under.client, name: this.#under.table }),
      keyStore: null,
      integrations: this.integrations,
      erpAccess: { erps: this.erps, credentials, checkConnection: (given) => this.checkConnection(given) },
      setAside,
    };
  }

  #note(write: string): void {
    if (write === this.failing) throw new Error(`${write} failed`);
    this.writes.push(write);
  }
}

/** Gives each test of the file a deployment without integrations. */
export const operatedCompanyPerTest = (): (() => OperatedCompany) => {
  const underTest = ledgerPerTest();
  let current: OperatedCompany;
  beforeEach(() => {
    current = new OperatedCompany(underTest());
  });
  return () => current;
};

/** As files have it: the company's id stands once. */
export const inFile = ({ company_id: _, ...rest }: Integration): Omit<Integration, 'company_id'> => rest;
