import * as z from 'zod';

/** A person as the company's directory knows them: `id` is the token's `sub`, by which four eyes compares people. */
export const person = z.object({
  id: z.string().min(1).max(200),
  name: z.string().min(1).max(200),
  email: z.email().max(254),
});
export type Person = z.infer<typeof person>;
