import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import type { StageSettings } from '#local/stage.ts';
import type { Emulator } from './emulator.ts';

const run = promisify(execFile);

const PROJECT = join(import.meta.dirname, '../..');
const CLI = join(PROJECT, 'node_modules/aws-cdk/bin/cdk');
/** CDK needs some ten seconds for either. */
const TIMEOUT_MS = 180_000;

/** Outputs of the stack that the tests go by. */
const outputs = z.object({
  ApiUrl: z.url(),
  TableName: z.string(),
  StateMachineArn: z.string(),
  ExportBucketName: z.string(),
  SecretPrefix: z.string(),
});
export type Outputs = z.infer<typeof outputs>;

/** CDK's own command line, against an emulator. It writes into `folder`. */
export class Cdk {
  readonly #emulator: Emulator;
  readonly #folder: string;

  constructor(emulator: Emulator, folder: string) {
    this.#emulator = emulator;
    this.#folder = folder;
  }

  /** What CDK needs in an account: a bucket for files, and the roles that it deploys with. */
  async bootstrap(stage: StageSettings): Promise<void> {
    await this.#run(stage, ['bootstrap']);
  }

  /** Deploys the stage, as a team does. */
  async deploy(stage: StageSettings): Promise<Outputs> {
    const file = join(this.#folder, 'outputs.json');
    await this.#run(stage, ['deploy', '--require-approval', 'never', '--outputs-file', file]);
    const [ofStack] = Object.values(z.record(z.string(), outputs).parse(JSON.parse(await readFile(file, 'utf8'))));
    if (ofStack === undefined) throw new Error('The stack has no outputs.');
    return ofStack;
  }

  async #run(stage: StageSettings, command: readonly string[]): Promise<void> {
    const env = {
      ...this.#emulator.environment,
      CI: 'true',
      STAGE_SETTINGS: JSON.stringify(stage),
      CODE_FOLDER: join(this.#folder, 'code'),
    };
    const options = ['--app', 'node test/deploy/app.ts', '--output', join(this.#folder, 'cdk.out'), '--no-notices'];
    await run(process.execPath, [CLI, ...command, ...options], { cwd: PROJECT, env, timeout: TIMEOUT_MS });
  }
}
