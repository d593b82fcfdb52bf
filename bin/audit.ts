import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { auditReport } from '#domain/audit-report.ts';
import { checkAuditFile, type AuditVerdict } from '#domain/audit-verdict.ts';

const USAGE = 'Usage: npm run audit -- verify <file> [--json]\n<file> may be - for standard input. See docs/audit.md.';

const EXIT_CODES = { intact: 0, broken: 1, unreadable: 2 };

const readArguments = (): { readonly file: string; readonly json: boolean } | null => {
  try {
    const { values, positionals } = parseArgs({
      options: { json: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const [command, file, ...rest] = positionals;
    return command === 'verify' && file !== undefined && rest.length === 0 ? { file, json: values.json } : null;
  } catch {
    return null;
  }
};

const check = async (file: string): Promise<AuditVerdict> => {
  try {
    const bytes = file === '-' ? await buffer(process.stdin) : await readFile(file);
    return checkAuditFile(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    return { verdict: 'unreadable', message: error instanceof Error ? error.message : String(error) };
  }
};

const given = readArguments();
if (given === null) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  const verdict = await check(given.file);
  const say = verdict.verdict === 'unreadable' && !given.json ? console.error : console.log;
  say(given.json ? JSON.stringify(verdict) : auditReport(verdict).join('\n'));
  process.exitCode = EXIT_CODES[verdict.verdict];
}
