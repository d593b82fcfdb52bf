import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { startChild, type Child } from '#local/child.ts';
import { linkIn, Walk } from '#local/walk/walk.ts';

export const PATIENCE = { timeout: 60_000, interval: 100 };

/** The whole service in a process of its own, as `npm start` runs it, on data of its own. */
export class LocalService {
  readonly walk: Walk;
  readonly url: string;
  readonly #child: Child;
  readonly #dataDir: string;
  #lastProject: number;

  private constructor(child: Child, dataDir: string, firstProject: number) {
    this.#child = child;
    this.#dataDir = dataDir;
    this.#lastProject = firstProject;
    this.url = child.url;
    this.walk = new Walk(child.url);
  }

  static async start(variables: Readonly<Record<string, string>> = {}, firstProject = 9000): Promise<LocalService> {
    const dataDir = await mkdtemp(join(tmpdir(), 'send-to-erp-e2e-'));
    return new LocalService(await startChild({ PORT: '0', DATA_DIR: dataDir, ...variables }), dataDir, firstProject);
  }

  /** Ends it. @throws when a log holds what no log may hold (T55): links, keys, addresses of people. */
  async stop(): Promise<void> {
    await this.#child.end('SIGTERM');
    this.#requireCleanLogs();
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  #requireCleanLogs(): void {
    const folder = join(this.#dataDir, 'logs');
    const logs = readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('');
    expect(logs).toContain('link_opened');
    expect(logs).not.toMatch(/\/approvals\/[\w-]+\.[\w-]+\.[\w-]+/);
    expect(logs).not.toMatch(/@example\.com/);
    const secrets = readFileSync(join(this.#dataDir, 'keys/secrets.json'), 'utf8');
    for (const [, key = ''] of secrets.matchAll(/"k\d+\\?":\s*\\?"([^"\\]{32,})/g)) expect(logs).not.toContain(key);
  }

  /** The link in the mail that a person got about a request. */
  async linkTo(user: string, requestId: string): Promise<string> {
    const find = async () =>
      (await this.walk.mails()).find((mail) => mail.to.startsWith(`${user}@`) && mail.subject.includes(requestId));
    await expect.poll(find, PATIENCE).toBeDefined();
    const link = linkIn((await find()) ?? { text: '' });
    if (link === null) throw new Error(`There is no link in the mail about ${requestId}.`);
    return link;
  }

  /** Sends a fresh project, and gives the approver's link. */
  async sendFresh(): Promise<{ projectId: number; requestId: string; link: string }> {
    const projectId = (this.#lastProject += 1);
    const { id: requestId } = await this.walk.send(projectId);
    return { projectId, requestId, link: await this.linkTo('approver', requestId) };
  }

  async statusOf(projectId: number): Promise<string> {
    return (await this.walk.status(projectId)).status;
  }
}
