import * as z from 'zod';
import type { Mood } from '#erp/double.ts';

/** How the double answers writes in its ERP's own words: see {@link Mood}. */
export const moods = ['throttled', 'failing', 'refusing', 'forbidden'] as const satisfies readonly Mood[];

const at = z.iso.datetime();

/** What happens to an ERP: a program calls it, people make a job in it, or all access to it ends. */
export const happening = z.discriminatedUnion('what', [
  z.object({
    what: z.literal('call'),
    at,
    method: z.string(),
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.string(),
    /** The ERP is in this mood when a write comes. */
    mood: z.enum(moods).nullable(),
  }),
  z.object({ what: z.literal('made_by_hand'), at, job_id: z.string(), name: z.string() }),
  z.object({ what: z.literal('access_ended'), at }),
]);
export type Happening = z.infer<typeof happening>;
export type Call = Extract<Happening, { readonly what: 'call' }>;
