import { readAuditFile } from '#domain/audit-file.ts';
import { AuditCheck, checkAuditFile, type AuditVerdict } from '#domain/audit-verdict.ts';

async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const chunk of chunks) {
    const lines = `${rest}${decoder.decode(chunk, { stream: true })}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  yield rest + decoder.decode();
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** JSON that is spread over lines is read as a whole. */
const checkWhole = async (beginning: string, others: AsyncIterable<string>): Promise<AuditVerdict> => {
  const lines = [beginning];
  for await (const line of others) lines.push(line);
  return checkAuditFile(lines.join('\n'));
};

/** Checks what stands on lines of its own. `number`: of the first line. */
const checkLines = async (first: string, number: number, others: AsyncIterable<string>): Promise<AuditVerdict> => {
  const check = new AuditCheck();
  const faultIn = (line: string, at: number): string | null => {
    if (line.trim() === '') return null;
    const read = readAuditFile(line, at);
    if ('fault' in read) return read.fault;
    for (const entry of read.entries) check.take(entry);
    return null;
  };
  let at = number;
  let fault = faultIn(first, at);
  for await (const line of others) {
    fault ??= faultIn(line, (at += 1));
    if (fault !== null) break;
  }
  return fault === null ? check.verdict() : { verdict: 'unreadable', message: fault };
};

/**
 * Checks an audit file line by line, so that one of any length takes no more memory than its longest line.
 * @throws {TypeError} when it is not UTF-8
 */
export const checkAuditBytes = async (chunks: AsyncIterable<Uint8Array>): Promise<AuditVerdict> => {
  const lines = linesOf(chunks);
  let number = 1;
  let first = await lines.next();
  for (; first.done !== true && first.value.trim() === ''; first = await lines.next()) number += 1;
  if (first.done === true) return checkAuditFile('');
  return isJson(first.value)
    ? checkLines(first.value, number, lines)
    : checkWhole('\n'.repeat(number - 1) + first.value, lines);
};
