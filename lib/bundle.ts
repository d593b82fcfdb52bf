import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild';
import * as z from 'zod';
import type { FunctionName } from '#env';
import { openApiDocument } from '#handlers/openapi.ts';
import { joinChunks } from '#lib/joined-chunks.ts';

const root = resolve(import.meta.dirname, '..');

/** All functions. A test compares them with functions/env.ts, of which only types are known here. */
export const functionNames: readonly FunctionName[] = [
  'api',
  'approvals',
  'request-approval',
  'send-mails',
  'export',
  'look-up',
  'settle',
  'sweep',
  'count-waiting',
  'seed-integrations',
  'procore-webhook',
  'procore-notices',
  'procore-write-back',
];

/** The built code of one function. */
export interface Bundle {
  /** Its entry file, absolute. Its chunks stand beside it. */
  readonly entry: string;
  /** Bytes of JavaScript that are parsed before its handler is ready: the entry and what that imports statically. */
  readonly eagerBytes: number;
  /** Absolute files of what is loaded only when it is needed, by the path of its source from the project's root. */
  readonly lazy: ReadonlyMap<string, string>;
}

type Outputs = Metafile['outputs'];

/** An output file and all that it imports statically, directly or not. */
const eagerFiles = (outputs: Outputs, file: string, seen = new Set<string>()): Set<string> => {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const { path, kind, external } of outputs[file]?.imports ?? []) {
    if (kind === 'import-statement' && external !== true) eagerFiles(outputs, path, seen);
  }
  return seen;
};

const eagerBytes = (outputs: Outputs, entry: string): number =>
  [...eagerFiles(outputs, relative(root, entry))].reduce((sum, each) => sum + (outputs[each]?.bytes ?? 0), 0);

/**
 * Writes the OpenAPI document into the bundle in place of the code that makes it: esbuild gives a module whole to all who
 * import it, so the API would load that code at each start (21 KB of zod), although it needs it only for the document.
 */
const openApi: Plugin = {
  name: 'openapi',
  setup: (building) => {
    building.onLoad({ filter: /[\\/]handlers[\\/]openapi\.ts$/ }, () => ({
      contents: `export const openApiDocument = () => (${JSON.stringify(openApiDocument())});`,
    }));
  },
};

const described = z.object({ version: z.string() });

/** How everything is built, whatever is built with it. */
const shared = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  // The SDK's own search for credentials goes through profiles, SSO, STS and processes, none of which a Lambda has. What
  // these import dynamically keeps 38 KB of protocols in what is loaded at the start.
  // The module `node:process` opens the standard streams for its exports, of which the SDK reads two: 3 % of the API's start.
  alias: {
    '@aws-sdk/credential-provider-node': './functions/aws/lambda-credentials.ts',
    'node:process': './functions/aws/global-process.ts',
  },
} as const satisfies BuildOptions;

/** Of the description that each of the SDK's clients brings along, only the version is read, for the user agent (2 KB a client). */
const versions: Plugin = {
  name: 'versions',
  setup: (building) => {
    building.onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[^\\/]+[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = described.parse(JSON.parse(await readFile(path, 'utf8')));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/**
 * Builds the clients of Lambda, which few calls need, of S3, which few functions need, and of EventBridge, which few stages need,
 * each with a copy of its own of all that it uses. Otherwise the first two would keep 18 and 38 KB more of the SDK's common
 * modules in what the API and the exports load at each start.
 */
const apart: Plugin = {
  name: 'apart',
  setup: (building) => {
    building.onLoad({ filter: /[\\/]aws[\\/](look-up|export-files|event-bus)\.ts$/ }, async ({ path }) => {
      const { outputFiles } = await build({ ...shared, entryPoints: [path], plugins: [versions], write: false });
      return { contents: outputFiles[0]?.contents ?? '' };
    });
  },
};

/**
 * Builds functions into one folder of ES modules with common chunks. The AWS SDK is part of them, because the runtime's own
 * copy starts slower. Splitting leaves what is imported dynamically (event streams, the connectors' clients, the OpenAPI
 * document) in chunks that are read only when they are needed.
 */
const bundle = async (names: readonly FunctionName[], outdir: string) => {
  const { metafile } = await build({
    ...shared,
    entryPoints: names.map((name) => `functions/handlers/${name}.ts`),
    outdir: resolve(outdir),
    plugins: [openApi, versions, apart],
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    // A linked map costs nothing until somebody sets NODE_OPTIONS=--enable-source-maps to read a stack trace.
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    logLevel: 'warning',
  });
  const { outputs } = metafile;
  const lazy = new Map(
    Object.entries(outputs).flatMap(([file, { entryPoint }]) =>
      entryPoint === undefined ? [] : [[entryPoint, resolve(root, file)] as const],
    ),
  );
  return { outputs, lazy };
};

const entryOf = (name: FunctionName, outdir: string): string => resolve(outdir, `${name}.mjs`);

/** Builds all functions into one folder, by name: quick, and one process can run them all without loading anything twice. */
export const bundleFunctions = async (outdir: string): Promise<ReadonlyMap<string, Bundle>> => {
  const { outputs, lazy } = await bundle(functionNames, outdir);
  return new Map(
    functionNames.map((name) => {
      const entry = entryOf(name, outdir);
      return [name, { entry, eagerBytes: eagerBytes(outputs, entry), lazy }];
    }),
  );
};

/**
 * Builds one function into a folder of its own, as Lambda gets it. Built together with others the API would be 1.8 times as
 * large: esbuild gives a module whole to all who import it, whatever each of them uses. What is loaded at the start is two files.
 */
export const bundleFunction = async (name: FunctionName, outdir: string): Promise<Bundle> => {
  const { outputs, lazy } = await bundle([name], outdir);
  const entry = entryOf(name, outdir);
  const [, ...chunks] = [...eagerFiles(outputs, relative(root, entry))].map((file) => ({
    file: resolve(root, file),
    exports: outputs[file]?.exports ?? [],
  }));
  const early = new Set([entry, ...chunks.map(({ file }) => file)]);
  const late = Object.keys(outputs)
    .map((file) => resolve(root, file))
    .filter((file) => file.endsWith('.mjs') && !early.has(file));
  return { entry, eagerBytes: await joinChunks(entry, chunks, late), lazy };
};
