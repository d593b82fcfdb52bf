import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { CannotStart } from '#local/failure.ts';
import { lock } from '#local/lock.ts';
import { aFolder } from '#test/local/folders.ts';

it('is held by one process at a time, and let go', async () => {
  const path = join(aFolder(), 'lock');
  const first = await lock(path);
  expect(first.wasKilled).toBe(false);
  await expect(lock(path)).rejects.toThrow(CannotStart);
  await first.release();
  expect(existsSync(path)).toBe(false);
  const second = await lock(path);
  expect(second.wasKilled).toBe(false);
  await second.release();
});

it('is free again when its holder was killed, and says so', async () => {
  const path = join(aFolder(), 'lock');
  const code = `import { lock } from '#local/lock.ts'; await lock(process.argv[1]); console.log('held'); setInterval(() => {}, 1e6);`;
  const holder = spawn(process.execPath, ['--input-type=module-typescript', '-e', code, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  await expect(lock(path)).rejects.toThrow('in use by another process');
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const next = await lock(path);
  onTestFinished(() => next.release());
  expect(next.wasKilled).toBe(true);
});
