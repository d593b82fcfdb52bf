import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from '#local/child.ts';
import { walkThrough } from '#local/walk/walk-through.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'send-to-erp-demo-'));
const began = performance.now();
const say = (line: string): void =>
  console.log(`${((performance.now() - began) / 1000).toFixed(2).padStart(6)} s  ${line}`);

try {
  say('Starting the service on a free port');
  const service = await startChild({ PORT: '0', DATA_DIR: dataDir, LOCAL_ERP: 'import-file' });
  try {
    say(`It is ready at ${service.url}`);
    await walkThrough(service.url, say);
  } finally {
    await service.end('SIGTERM');
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}
