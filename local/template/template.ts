import * as z from 'zod';
import type { Json } from '#local/json.ts';

const template = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.json()).default({}) }),
  ),
  Outputs: z.record(z.string(), z.object({ Value: z.json() })).default({}),
});

/** A CloudFormation template, as far as it is read here. */
export type Template = z.output<typeof template>;
export type Resource = Template['Resources'][string];

/** @throws {z.ZodError} when the text is no template. */
export const readTemplate = (text: string): Template => template.parse(JSON.parse(text));

/** A resource whose properties have values in place of references. */
export interface ResolvedResource {
  readonly logicalId: string;
  readonly properties: Json;
}
