import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/** A guard that is taken out of the source. */
export interface Patch {
  /** Path from the project's root. */
  readonly file: string;
  /** Must be there exactly once. */
  readonly find: string;
  readonly replace: string;
}

const ROOT = new URL('../', import.meta.url).href;

const isOwn = (url: string): boolean => url.startsWith(ROOT) && !url.includes('/node_modules/');

const nameIn = (url: string | undefined): string | null =>
  url === undefined ? null : new URL(url).searchParams.get('mutation');

const patched = (source: string, { file, find, replace }: Patch): string => {
  const count = source.split(find).length - 1;
  if (count !== 1) throw new Error(`"${find}" is ${count} times in ${file}: the mutation no longer fits the source.`);
  return source.replace(find, () => replace);
};

/**
 * Lets `import('...?mutation=<name>')` load the module, and every module of this project that it imports, anew and with the
 * patches of that name.
 */
export const loadMutated = (patchesOf: (name: string) => readonly Patch[]): void => {
  registerHooks({
    resolve: (specifier, context, next) => {
      const resolved = next(specifier, context);
      const name = nameIn(context.parentURL);
      if (name === null || !isOwn(resolved.url)) return resolved;
      return { ...resolved, url: `${resolved.url}?mutation=${name}` };
    },
    load: (url, context, next) => {
      const loaded = next(url, context);
      const name = isOwn(url) ? nameIn(url) : null;
      if (name === null) return loaded;
      const path = fileURLToPath(new URL(url)).slice(fileURLToPath(ROOT).length);
      const own = patchesOf(name).filter(({ file }) => file === path);
      if (own.length === 0) return loaded;
      const { source } = loaded;
      const text = typeof source === 'string' ? source : new TextDecoder().decode(source);
      return { ...loaded, source: own.reduce(patched, text) };
    },
  });
};
