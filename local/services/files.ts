import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { writeWhole } from '#local/private-file.ts';
import { readBody, type ServiceHandle } from '#local/server.ts';

/** A file that a connector wrote, and when. */
export interface ExportedFile {
  readonly name: string;
  readonly text: string;
  readonly at: string;
}

/** Where an object is kept below `folder`; null when bucket or key are not as they must be. */
export const placeOf = (folder: string, buckets: readonly string[], url: string): string | null => {
  const [, bucket = '', ...key] = new URL(url, 'http://localhost').pathname.split('/').map(decodeURIComponent);
  const isSafe = key.length > 0 && key.every((part) => /^[^/\\\0]+$/.test(part) && part !== '.' && part !== '..');
  return buckets.includes(bucket) && isSafe ? join(folder, ...key) : null;
};

/** S3 over HTTP, as far as connectors use it: PutObject and HeadObject, addressed by path. Objects are plain files below `folder`. */
export const fileService =
  (folder: string, buckets: readonly string[], onFile: (name: string) => void): ServiceHandle =>
  async (request, response) => {
    const place = placeOf(folder, buckets, request.url ?? '');
    // The SDK sends streams in chunks with signatures between them; nothing here sends streams.
    const isPlain = request.headers['content-encoding'] === undefined;
    const body = await readBody(request);
    if (place === null || body === null) response.writeHead(404);
    else if (request.method === 'HEAD') response.writeHead(existsSync(place) ? 200 : 404);
    else if (request.method === 'PUT' && isPlain) {
      mkdirSync(dirname(place), { recursive: true, mode: 0o700 });
      writeWhole(place, body);
      onFile(relative(folder, place));
      response.writeHead(200);
    } else response.writeHead(501);
    response.end();
  };

/** Everything that was exported, by name. */
export const exportedFiles = (folder: string): ExportedFile[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.unfinished'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({
      name: relative(folder, path).replaceAll(sep, '/'),
      text: readFileSync(path, 'utf8'),
      at: statSync(path).mtime.toISOString(),
    }));
