import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startChild, type Child } from '#local/child.ts';

const run = promisify(execFile);

/**
 * Memory that a process has taken for itself, in MB. What `ps` calls resident counts the table's files too, which LevelDB has
 * mapped and the system drops when it needs the room; only Linux tells them apart.
 */
export const ownMemoryMb = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const own = /^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1];
  if (own !== undefined) return Number(own) / 1000;
  const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout) / 1000;
};

/** The service as `npm start` runs it, on one port and one DATA_DIR, killed and started again for as long as that is wanted. */
export class KilledService {
  kills = 0;
  #child: Child;
  readonly #variables: Readonly<Record<string, string>>;

  private constructor(child: Child, variables: Readonly<Record<string, string>>) {
    this.#child = child;
    this.#variables = { ...variables, PORT: new URL(child.url).port };
  }

  static async start(variables: Readonly<Record<string, string>>): Promise<KilledService> {
    return new KilledService(await startChild({ ...variables, PORT: '0' }), variables);
  }

  get url(): string {
    return this.#child.url;
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Kills the process again and again, so many seconds after it takes requests, until it is told to let it live. */
  async killUntil(isOver: () => boolean, nextSeconds: () => number): Promise<void> {
    while (!isOver()) {
      await wait(nextSeconds() * 1000);
      if (isOver()) return;
      await this.#child.end('SIGKILL');
      this.kills += 1;
      this.#child = await startChild(this.#variables);
    }
  }

  stop(): Promise<void> {
    return this.#child.end('SIGTERM');
  }
}
