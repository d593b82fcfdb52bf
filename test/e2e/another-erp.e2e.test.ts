import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const TOY = join(import.meta.dirname, 'toy-books');
const LINE = `  'toy-books': () => import('#erp/toy-books/index.ts'),\n`;

const report = z.object({
  numPassedTests: z.number(),
  testResults: z.array(
    z.object({
      message: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
});

/** Variables by which the tests that run here would reach into those of the copy. */
const OF_THESE_TESTS = /^(VITEST|NODE_ENV$|POWERTOOLS_)/;
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OF_THESE_TESTS.test(name)));

/** Three minutes on two cores that do nothing else. */
const ALL_SUITES_MS = 15 * 60_000;

let copy: string;

/** Runs a program of the copy, with what is installed here. */
const inCopy = (program: string, ...args: string[]) =>
  run(process.execPath, [program, ...args], { cwd: copy, env: environment, maxBuffer: 2 ** 26 });

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'send-to-erp-with-toy-'));
  const { stdout } = await run('git', ['ls-files', '-z'], { cwd: ROOT });
  for (const file of stdout.split('\0').filter((name) => name !== '')) await cp(join(ROOT, file), join(copy, file));
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  await cp(TOY, join(copy, 'functions/erp/toy-books'), { recursive: true });
  const registry = join(copy, 'functions/erp/registry.ts');
  const text = await readFile(registry, 'utf8');
  const last = text.indexOf('\n};') + 1;
  await writeFile(registry, text.slice(0, last) + LINE + text.slice(last));
  // Its rows in docs/erps.md and the README.
  await inCopy('bin/docs.ts');
});

afterAll(() => rm(copy, { recursive: true, force: true }));

it(
  'an ERP more is a folder and a line: the compiler, the linter and every suite take it as it is',
  async () => {
    await inCopy('node_modules/typescript/bin/tsc', '--noEmit', '-p', '.');
    await inCopy('node_modules/eslint/bin/eslint.js', 'functions/erp/toy-books', 'functions/erp/registry.ts');
    const out = join(copy, 'report.json');
    await inCopy('node_modules/vitest/vitest.mjs', 'run', '--reporter=json', `--outputFile=${out}`).catch(
      () => undefined,
    );
    const { numPassedTests, testResults } = report.parse(JSON.parse(await readFile(out, 'utf8')));
    const results = testResults.flatMap(({ assertionResults }) => assertionResults);
    expect(results.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName)).toEqual([]);
    expect(testResults.map(({ message }) => message).filter((message) => message !== '')).toEqual([]);
    expect(numPassedTests).toBeGreaterThan(5_000);
  },
  ALL_SUITES_MS,
);

it('and it is exported to in simulated lives as the others are', async () => {
  const { stdout } = await inCopy('bin/simulate.ts', '--erp', 'toy-books', '--seeds', '200');
  expect(stdout).toContain('violations: 0');
});
