import * as z from 'zod/mini';
import { keyOf, type Fields } from '#erp/acumatica/mapping.ts';
import type { Project } from '#erp/acumatica/replies.ts';

const group = z.record(z.string(), z.unknown());
const field = z.object({ value: z.union([z.string(), z.number()]) });

const memberOf = (parent: unknown, name: string): unknown => {
  const parsed = group.safeParse(parent);
  return parsed.success && Object.hasOwn(parsed.data, name) ? parsed.data[name] : undefined;
};

/** What stands in a field of a project, such as `ProjectAddress.City`; '' where nothing does. */
const valueAt = (project: Project, path: string): string => {
  const found = field.safeParse(path.split('.').reduce<unknown>(memberOf, project));
  return found.success ? String(found.data.value).trim() : '';
};

/** A project keeps the number and the template that it was made with. */
const STAYS: ReadonlySet<string> = new Set(['ProjectID', 'ProjectTemplateID']);

const KEYS: ReadonlySet<string> = new Set(['Customer', 'ProjectAddress.State', 'ProjectAddress.Country']);

const isSame = (path: string, ours: string, theirs: string): boolean => {
  if (KEYS.has(path)) return keyOf(ours) === keyOf(theirs);
  // Dates come with a time and an offset.
  if (path.endsWith('Date')) return ours === theirs.slice(0, 'yyyy-mm-dd'.length);
  return ours === theirs;
};

/** Those of the fields that an existing project has otherwise. */
export const changesOf = (fields: Fields, project: Project): Fields =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([path, ours]) => !STAYS.has(path) && !isSame(path, String(ours), valueAt(project, path)),
    ),
  );
