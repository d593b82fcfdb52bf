import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { startChild, type Child } from '#local/child.ts';
import { linkIn, Walk } from '#local/walk/walk.ts';
import { isOfTheService, leaksInLog, secretsIn } from '#test/support/leaks.ts';
import { requireFitLines } from '#test/support/log-lines.ts';

export const PATIENCE = { timeout: 60_000, interval: 50 };

type Variables = Readonly<Record<string, string>>;

/** The whole service in a process of its own, as `npm start` runs it, on data of its own. */
export class LocalService {
  readonly dataDir: string;
  readonly #variables: Variables;
  #child: Child;
  #lastProject: number;

  private constructor(dataDir: string, variables: Variables, child: Child, firstProject: number) {
    this.dataDir = dataDir;
    this.#variables = variables;
    this.#child = child;
    this.#lastProject = firstProject;
  }

  static async start(variables: Variables = {}, firstProject = 9000): Promise<LocalService> {
    const dataDir = await mkdtemp(join(tmpdir(), 'send-to-erp-test-'));
    const child = await startChild({ PORT: '0', DATA_DIR: dataDir, ...variables });
    return new LocalService(dataDir, variables, child, firstProject);
  }

  get url(): string {
    return this.#child.url;
  }

  get walk(): Walk {
    return new Walk(this.url);
  }

  /** Ends it by a signal and starts it again, on the same data and port. */
  async restart(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const { port } = new URL(this.url);
    await this.#child.end(signal);
    this.#requireInOrder();
    this.#child = await startChild({ ...this.#variables, PORT: port, DATA_DIR: this.dataDir });
  }

  /** Ends it for good. @throws when it has written where no secret may stand (T55), or a function had no right to what it does. */
  async stop(): Promise<void> {
    await this.#child.end('SIGTERM');
    this.#requireInOrder();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  #requireInOrder(): void {
    const secrets = this.#secrets();
    const logs = this.#textOf('logs');
    expect(logs).toContain('request_answered');
    expect(leaksInLog(logs, secrets), 'logged').toEqual([]);
    requireFitLines(logs.split('\n').filter(isOfTheService));
    const { printed, complaints } = this.#child;
    expect(
      printed.filter((line) => line.includes('is not authorized to perform')),
      'grants that are missing',
    ).toEqual([]);
    const shown = [...printed, ...complaints, this.#textOf('exports'), readFileSync(join(this.dataDir, 'mails.jsonl'))];
    expect(secretsIn(shown.join('\n'), secrets), 'printed, exported or mailed').toEqual([]);
  }

  /** Keys that sign links, also those that operators drew, and the passwords it was started with. */
  #secrets(): string[] {
    const files = ['keys/secrets.json', 'keys/written-secrets.json'].map((name) => join(this.dataDir, name));
    const kept = files.map((file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')).join();
    const keys = Array.from(kept.matchAll(/"k\d+\\?":\s*\\?"([^"\\]{32,})/g), ([, key = '']) => key);
    expect(keys.length).toBeGreaterThan(0);
    const passwords = Object.entries(this.#variables).filter(([name]) => name.endsWith('_PASSWORD'));
    return [...keys, ...passwords.map(([, password]) => password)];
  }

  #textOf(folder: string): string {
    const path = join(this.dataDir, folder);
    const files = readdirSync(path, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
    return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8')).join('\n');
  }

  /** Links in the mails that a person got about a request, newest first. */
  async linksTo(user: string, requestId: string): Promise<string[]> {
    const mails = (await this.walk.mails()).filter(
      ({ to, subject }) => to.startsWith(`${user}@`) && subject.includes(requestId),
    );
    return mails.flatMap((mail) => linkIn(mail) ?? []);
  }

  /** The link in the one mail that a person got about a request, as soon as it is there. */
  async linkTo(user: string, requestId: string): Promise<string> {
    const links = await vi.waitFor(async () => {
      const found = await this.linksTo(user, requestId);
      expect(found).toHaveLength(1);
      return found;
    }, PATIENCE);
    return links[0] ?? '';
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
