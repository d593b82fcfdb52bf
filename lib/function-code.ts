import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { bundleFunction, functionNames } from '#lib/bundle.ts';
import type { FunctionName } from '#env';

/** Where the stack gets the code of each function. */
export type FunctionCode = (name: FunctionName) => Code;

/** Stands for the code where only the template counts: nothing is built. */
export const placeholderCode: FunctionCode = () => Code.fromInline('// built at deployment');

/** Builds every function below `folder`, which is emptied first. */
export const bundledCode = async (folder: string): Promise<FunctionCode> => {
  rmSync(folder, { recursive: true, force: true });
  for (const name of functionNames) await bundleFunction(name, join(folder, name));
  return (name) => Code.fromAsset(join(folder, name));
};
