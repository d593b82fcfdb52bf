import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lock } from '#local/lock.ts';
import { serve } from '#local/server.ts';
import { aFolder } from '#test/local/folders.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/local.ts', import.meta.url));

/** Status and output of the program when it ends by itself. */
const runs = async (variables: Record<string, string>) => {
  const child = spawn(process.execPath, [PROGRAM], { env: { ...process.env, PORT: '0', ...variables } });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { status: child.exitCode, stdout, stderr };
};

const oneLine = (content: string) => ({
  status: 1,
  stdout: '',
  stderr: expect.stringMatching(new RegExp(`^.*${content}.*\\n$`)) as string,
});

describe('what keeps it from starting is told in one line:', () => {
  it('a setting', async () => {
    expect(await runs({ LOCAL_ERP: 'sap' })).toEqual(oneLine('LOCAL_ERP must be one of'));
  });

  it('a setting that only the stage’s check understands', async () => {
    const tryton = {
      LOCAL_ERP: 'tryton',
      TRYTON_URL: 'http://127.0.0.1:8000/',
      TRYTON_USER: 'u',
      TRYTON_PASSWORD: 'p',
    };
    const run = await runs({ DATA_DIR: aFolder(), ...tryton });
    expect(run).toEqual(oneLine('settings.url: must end with the name of the database'));
  });

  it('a taken port', async () => {
    const taken = await serve(() => undefined);
    onTestFinished(() => taken.close());
    const { port } = new URL(taken.url);
    expect(await runs({ PORT: port, DATA_DIR: aFolder() })).toEqual(oneLine(`Port ${port} is in use`));
  });

  it('a DATA_DIR that is no folder', async () => {
    const path = join(aFolder(), 'file');
    writeFileSync(path, '');
    expect(await runs({ DATA_DIR: path })).toEqual(oneLine('DATA_DIR .* cannot be used: EEXIST'));
  });

  it('a DATA_DIR in use', async () => {
    const folder = aFolder();
    const held = await lock(join(folder, 'lock'));
    onTestFinished(() => held.release());
    expect(await runs({ DATA_DIR: folder })).toEqual(oneLine('DATA_DIR is in use by another process'));
  });

  it.each([['keys/issuer.json'], ['table']])('a broken %s in DATA_DIR', async (name) => {
    const folder = aFolder();
    mkdirSync(join(folder, 'keys'));
    writeFileSync(join(folder, name), 'garbage');
    expect(await runs({ DATA_DIR: folder })).toEqual(oneLine('DATA_DIR .* cannot be used'));
  });
});
