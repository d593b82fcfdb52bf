import * as z from 'zod/mini';
import { webAddress } from '#erp/web-address.ts';

export const settings = z.strictObject({ url: webAddress });
export type ToySettings = z.infer<typeof settings>;

export const credentials = z.strictObject({ token: z.string().check(z.minLength(1)) });
export type ToyCredentials = z.infer<typeof credentials>;

export const toyJob = z.object({ number: z.string(), name: z.string(), mark: z.nullable(z.string()) });
export type ToyJob = z.infer<typeof toyJob>;

export const jobList = z.object({ jobs: z.array(toyJob) });

export const refusal = z.object({ field: z.enum(['number', 'name']), message: z.string() });
