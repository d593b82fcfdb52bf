import * as z from 'zod/mini';

const label = z.string().check(z.minLength(1), z.maxLength(200));

/** A person as the company's directory knows them: `id` is the token's `sub`, by which four eyes compares people. */
export const person = z.object({
  id: label,
  name: label,
  email: z.email().check(z.maxLength(254)),
});
export type Person = z.infer<typeof person>;

/** What tells people apart. */
type Known = Pick<Person, 'id' | 'email'>;

/** People are compared, not accounts: one person may hold two accounts of a directory, but has one mailbox. */
export const isSamePerson = (a: Known, b: Known): boolean =>
  a.id === b.id || a.email.toLowerCase() === b.email.toLowerCase();

/** True for somebody who is one of those people, under whatever account. */
export const isAmong = (person: Known, people: readonly Known[]): boolean =>
  people.some((other) => isSamePerson(other, person));

/** People once each, under the account that comes first. */
export const distinctPeople = <P extends Known>(people: readonly P[]): P[] =>
  people.filter((person, index) => !isAmong(person, people.slice(0, index)));
