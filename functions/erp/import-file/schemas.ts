import * as z from 'zod/mini';

/** A file needs neither an address nor a password. */
export const settings = z.strictObject({});
export type ImportFileSettings = z.infer<typeof settings>;

export const credentials = z.strictObject({});
export type ImportFileCredentials = z.infer<typeof credentials>;
