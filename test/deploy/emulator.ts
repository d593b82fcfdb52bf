import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { open } from '#local/server.ts';

/** Nobody's default, so that a region that is written down anywhere shows. */
const REGION = 'eu-west-1';

/** The root user of the emulated account. */
const ROOT = { accessKeyId: 'test', secretAccessKey: 'test' };

/** It starts in a second; a busy machine takes its time. */
const START_MS = 30_000;
const LOOK_EVERY_MS = 100;

/** Node of this process comes first: the emulator runs Lambdas with the `node` that it finds. */
const PATH = `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;

const freePort = async (): Promise<string> => {
  const server = await open(createServer());
  await server.close();
  return new URL(server.url).port;
};

/** What programs of its own need of this process's environment: nothing that leads to a real account. */
const cleanEnvironment = (folder: string) => ({ PATH, HOME: folder, TMPDIR: folder });

/** AWS, emulated by MiniStack in a process of its own: on 127.0.0.1, by TLS, and under IAM's policies. */
export class Emulator {
  readonly url: string;
  readonly #folder: string;
  readonly #process: ChildProcess;
  #output = '';

  private constructor(url: string, folder: string, program: string) {
    this.url = url;
    this.#folder = folder;
    // A clean environment, because all of it reaches the Lambdas.
    const env = {
      ...cleanEnvironment(folder),
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: new URL(url).port,
      MINISTACK_REGION: REGION,
      USE_SSL: '1',
      AUTH: 'true',
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
    };
    this.#process = spawn(program, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const note = (chunk: Buffer): void => void (this.#output += chunk.toString());
    this.#process.stdout?.on('data', note);
    this.#process.stderr?.on('data', note);
  }

  /**
   * Starts it on a free port. It keeps its files in `folder`; this process trusts its certificate from now on.
   * @throws {Error} with the end of its output when it does not answer in time.
   */
  static async start(bin: string, folder: string): Promise<Emulator> {
    const emulator = new Emulator(`https://127.0.0.1:${await freePort()}`, folder, join(bin, 'ministack'));
    await emulator.#ready();
    return emulator;
  }

  /** What clients of the AWS SDK in this process are made with. */
  get client() {
    return { endpoint: this.url, region: REGION, credentials: ROOT };
  }

  /** The whole environment of a program that takes it for AWS. */
  get environment(): Record<string, string> {
    return {
      ...cleanEnvironment(this.#folder),
      AWS_ENDPOINT_URL: this.url,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: ROOT.accessKeyId,
      AWS_SECRET_ACCESS_KEY: ROOT.secretAccessKey,
      NODE_EXTRA_CA_CERTS: this.#certificate,
      // CDK's command line asks for its own.
      AWS_CA_BUNDLE: this.#certificate,
    };
  }

  /** What it printed so far. Addresses of mails are in it. */
  get output(): string {
    return this.#output;
  }

  /** Its data goes with it. Asked to end, it would wait for every execution that waits for an approval. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = once(this.#process, 'close');
    this.#process.kill('SIGKILL');
    await ended;
  }

  get #certificate(): string {
    return join(this.#folder, 'ministack-tls/server.crt');
  }

  async #ready(): Promise<void> {
    const end = Date.now() + START_MS;
    while (Date.now() < end && this.#process.exitCode === null) {
      if (await this.#answers()) return;
      await pause(LOOK_EVERY_MS);
    }
    await this.stop();
    throw new Error(`The emulator did not start:\n${this.#output.slice(-2_000)}`);
  }

  async #answers(): Promise<boolean> {
    if (!existsSync(this.#certificate)) return false;
    setDefaultCACertificates([...getCACertificates('default'), readFileSync(this.#certificate, 'utf8')]);
    const answer = await fetch(`${this.url}/_ministack/health`).catch(() => null);
    return answer?.ok === true;
  }
}
