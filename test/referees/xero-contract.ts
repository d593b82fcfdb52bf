import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contract } from './contracts.ts';

export const CONTRACT = 'xero/xero-projects.yaml';

/** Each object's schema takes what it names and nothing else. */
const OBJECTS = /^( {4}\w+:\n(?: {6}externalDocs:\n {8}url: .*\n)? {6}type: object\n)/gm;

/** "128 character max.", which the file says in words only; and each write has one. */
const KEY = /^( {6}name: Idempotency-Key\n(?: {6}.*\n)*? {6}schema:\n {8}type: string\n)/m;

const replaced = (text: string, what: RegExp, by: string): string => {
  const changed = text.replace(what, by);
  if (changed === text) throw new Error(`Xero's file has changed: ${String(what)} is not in it.`);
  return changed;
};

/** Xero's file, where it is vague made strict. It is no part of the project, so the copy lives in a folder that `forget` deletes. */
export const strictContract = (): { readonly path: string; readonly forget: () => void } => {
  const folder = mkdtempSync(join(tmpdir(), 'xero-contract-'));
  const path = join(folder, 'xero-projects.yaml');
  const closed = replaced(contract(CONTRACT), OBJECTS, '$1      additionalProperties: false\n');
  writeFileSync(path, replaced(closed, KEY, '$1        minLength: 1\n        maxLength: 128\n      required: true\n'));
  return {
    path,
    forget: () => {
      rmSync(folder, { recursive: true });
    },
  };
};
