import * as z from 'zod/mini';
import { en } from 'zod/locales';
import type { FieldErrors } from '#domain/errors.ts';

// zod/mini speaks no language until it is given one. Only messages of field errors reach people; logs name code and path.
z.config(en());

/** Messages of a zod error by dotted path, in the form the API answers with. */
export const fieldErrors = (error: z.core.$ZodError): FieldErrors => {
  // A map, because a field may be called `constructor` or `__proto__`.
  const fields = new Map<string, string[]>();
  for (const issue of error.issues) {
    const path = issue.path.map(String);
    const names =
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => [...path, key].join('.'))
        : [path.join('.') || 'body'];
    for (const name of names) fields.set(name, [...(fields.get(name) ?? []), issue.message]);
  }
  return Object.fromEntries(fields);
};
