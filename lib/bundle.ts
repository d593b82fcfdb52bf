import { relative, resolve } from 'node:path';
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild';
import type { FunctionName } from '#env';
import { openApiDocument } from '#handlers/openapi.ts';

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
  'seed-integrations',
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

const eagerBytes = (outputs: Outputs, file: string): number =>
  [...eagerFiles(outputs, file)].reduce((sum, each) => sum + (outputs[each]?.bytes ?? 0), 0);

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
  alias: { '@aws-sdk/credential-provider-node': './functions/aws/lambda-credentials.ts' },
} as const satisfies BuildOptions;

/**
 * Builds the client of Lambda, which few calls need, with a copy of its own of all that it uses. Otherwise it would keep 18 KB
 * more of the SDK's common modules in what the API loads at each start.
 */
const apart: Plugin = {
  name: 'apart',
  setup: (building) => {
    building.onLoad({ filter: /[\\/]aws[\\/]look-up\.ts$/ }, async ({ path }) => {
      const { outputFiles } = await build({ ...shared, entryPoints: [path], write: false });
      return { contents: outputFiles[0]?.contents ?? '' };
    });
  },
};

/**
 * Builds functions into one folder of ES modules with common chunks. The AWS SDK is part of them, because the runtime's own
 * copy starts slower. Splitting leaves what is imported dynamically (event streams, the connectors' clients, the OpenAPI
 * document) in chunks that are read only when they are needed.
 */
const bundle = async (names: readonly FunctionName[], outdir: string): Promise<ReadonlyMap<string, Bundle>> => {
  const { metafile } = await build({
    ...shared,
    entryPoints: names.map((name) => `functions/handlers/${name}.ts`),
    outdir: resolve(outdir),
    plugins: [openApi, apart],
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
  return new Map(
    names.map((name) => {
      const entry = resolve(outdir, `${name}.mjs`);
      return [name, { entry, eagerBytes: eagerBytes(outputs, relative(root, entry)), lazy }];
    }),
  );
};

/** Builds all functions into one folder, by name: quick, and one process can run them all without loading anything twice. */
export const bundleFunctions = (outdir: string): Promise<ReadonlyMap<string, Bundle>> => bundle(functionNames, outdir);

/**
 * Builds one function into a folder of its own, as Lambda gets it. Built together with others the API would be 1.8 times as
 * large: esbuild gives a module whole to all who import it, whatever each of them uses.
 */
export const bundleFunction = async (name: FunctionName, outdir: string): Promise<Bundle> => {
  const built = (await bundle([name], outdir)).get(name);
  if (built === undefined) throw new Error(`The function ${name} was not built.`);
  return built;
};
