import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { WrongUsage } from '#ops/command.ts';

/** Stands for standard input. */
export const STDIN = '-';

/** Where JSON went wrong. The parser's own message quotes what it could not read, which may be a password. */
const placeIn = (error: unknown): string =>
  error instanceof Error ? (/ \(line \d+ column \d+\)/.exec(error.message)?.[0] ?? '') : '';

/** The JSON in a file, or in standard input. @throws {WrongUsage} when there is none; the message quotes nothing of it. */
export const readJson = async (path: string): Promise<unknown> => {
  const name = path === STDIN ? 'Standard input' : path;
  const content = await (path === STDIN ? text(process.stdin) : readFile(path, 'utf8')).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'an unknown error';
    throw new WrongUsage(`${name} cannot be read: ${code}.`);
  });
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new WrongUsage(`${name} is not JSON${placeIn(error)}.`);
  }
};
