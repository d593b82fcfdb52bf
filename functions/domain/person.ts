import * as z from 'zod/mini';

const label = z.string().check(z.minLength(1), z.maxLength(200));

/** A person as the company's directory knows them: `id` is the token's `sub`, by which four eyes compares people. */
export const person = z.object({
  id: label,
  name: label,
  email: z.email().check(z.maxLength(254)),
});
export type Person = z.infer<typeof person>;

/** Four eyes compares people, not accounts: one person may hold two accounts of a directory, but has one mailbox. */
export const isSamePerson = (a: Pick<Person, 'id' | 'email'>, b: Pick<Person, 'id' | 'email'>): boolean =>
  a.id === b.id || a.email.toLowerCase() === b.email.toLowerCase();
