import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Writes a file whole or not at all, readable by its owner only. */
export const writeWhole = (path: string, content: string | Buffer): void => {
  const unfinished = `${path}.unfinished`;
  writeFileSync(unfinished, content, { mode: 0o600 });
  renameSync(unfinished, path);
};

/** Content of a file that `make` writes when there is none. */
export const readOrMake = async (path: string, make: () => string | Promise<string>): Promise<string> => {
  if (existsSync(path)) return readFileSync(path, 'utf8');
  const content = await make();
  writeWhole(path, content);
  return content;
};
